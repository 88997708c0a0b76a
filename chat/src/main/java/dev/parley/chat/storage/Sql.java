package dev.parley.chat.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements within one transaction. Not kept behind it.
public final class Sql {

    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Dialect dialect;

    Sql(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    private PreparedStatement of(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
        return statement;
    }

    /// @return the number of rows that were found to be changed
    public int change(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = of(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /// The same statement for many rows.
    public void changeAll(String sql, List<Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    public <T> List<T> rows(Row<T> row, String sql, @Nullable Object... parameters) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = of(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(row.of(rows));
            }
        }
        return all;
    }

    public <T> @Nullable T first(Row<T> row, String sql, @Nullable Object... parameters) throws SQLException {
        List<T> all = rows(row, sql, parameters);
        return all.isEmpty() ? null : all.getFirst();
    }

    /// The number in the first column of the first row, or `otherwise`.
    public long number(long otherwise, String sql, @Nullable Object... parameters) throws SQLException {
        Long found = first(row -> row.getLong(1), sql, parameters);
        return found == null ? otherwise : found;
    }

    public boolean exists(String sql, @Nullable Object... parameters) throws SQLException {
        return first(_ -> true, sql, parameters) != null;
    }
}
