CREATE TABLE chat_reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT, room_id TEXT NOT NULL, position INTEGER NOT NULL, author TEXT NOT NULL,
  reported_by TEXT NOT NULL, reason TEXT NOT NULL, reported_at INTEGER NOT NULL, resolved_by TEXT, resolved_at INTEGER,
  UNIQUE (room_id, position, reported_by));
CREATE INDEX chat_reports_by_author ON chat_reports (author);
CREATE INDEX chat_reports_by_reporter ON chat_reports (reported_by);

CREATE TABLE chat_talks (
  room_id TEXT NOT NULL PRIMARY KEY, visitor TEXT NOT NULL, open_for TEXT UNIQUE, operator TEXT, opened_at INTEGER NOT NULL,
  taken_at INTEGER, closed_by TEXT, closed_at INTEGER) WITHOUT ROWID;
