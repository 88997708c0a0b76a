package dev.parley.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads YAML 1.2, and therefore JSON, into [Raw] values that know their lines.
final class YamlFile {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final String name;
    private final Function<Node, Source> sources;
    private final List<String> problems;

    private YamlFile(String name, Function<Node, Source> sources, List<String> problems) {
        this.name = name;
        this.sources = sources;
        this.problems = problems;
    }

    /// Reads a whole file, whose top is a section.
    static Raw.Mapping read(Path path, List<String> problems) {
        String name = path.toString();
        Source top = new Source.File(name, 1);
        String text = text(path, problems);
        YamlFile file = new YamlFile(name, node -> new Source.File(name, line(node)), problems);
        return switch (file.compose(text)) {
            case Raw.Mapping mapping -> mapping;
            case Raw.Nothing _ -> new Raw.Mapping(List.of(), top);
            case Raw other -> {
                problems.add(other.source() + ": a configuration is made of sections such as `http_server:`");
                yield new Raw.Mapping(List.of(), top);
            }
        };
    }

    /// Reads the value of a variable or flag.
    static Raw read(String text, Source source, List<String> problems) {
        return new YamlFile(source.toString(), _ -> source, problems).compose(text);
    }

    private static String text(Path path, List<String> problems) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                problems.add(path + ": larger than 4 MiB: is this a configuration file?");
                return "";
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException absent) {
            problems.add(path + ": there is no such file");
        } catch (CharacterCodingException notText) {
            problems.add(path + ": not UTF-8: save the file in that encoding");
        } catch (IOException unreadable) {
            problems.add(path + ": can't be read: " + unreadable.getMessage());
        }
        return "";
    }

    private Raw compose(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_BYTES)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                return raw(root.get(), 0);
            }
        } catch (MarkedYamlEngineException broken) {
            Optional<Mark> mark = broken.getProblemMark();
            String place = mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                    .orElse("");
            problems.add(name + place + ": not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            problems.add(name + ": not YAML: " + broken.getMessage());
        }
        return new Raw.Nothing(new Source.File(name, 1));
    }

    private Raw raw(Node node, int depth) {
        Source source = sources.apply(node);
        if (depth > MAX_DEPTH) {
            problems.add(source + ": nested more than " + MAX_DEPTH + " deep");
            return new Raw.Nothing(source);
        }
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Raw.Nothing(source);
            case ScalarNode scalar -> new Raw.Scalar(scalar.getValue(), source);
            case SequenceNode sequence -> {
                List<Raw> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(raw(item, depth + 1));
                }
                yield new Raw.Sequence(items, source);
            }
            case MappingNode mapping -> mapping(mapping, source, depth);
            default -> {
                problems.add(source + ": neither a value nor a list nor a section");
                yield new Raw.Nothing(source);
            }
        };
    }

    private Raw mapping(MappingNode mapping, Source source, int depth) {
        List<Raw.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Source at = sources.apply(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(at + ": the name of an option is plain text");
            } else if (!keys.add(key.getValue())) {
                problems.add(at + ": `" + key.getValue() + "` stands twice in this section");
            } else {
                entries.add(new Raw.Entry(key.getValue(), at, raw(tuple.getValueNode(), depth + 1)));
            }
        }
        return new Raw.Mapping(entries, source);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
