package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as a tree of plain values, each place remembered. Only SnakeYAML's node tree is used: no class is ever
 * constructed (CVE-2022-1471). Refuses tags, anchors, aliases, merge keys, duplicate keys, several documents, more than
 * {@value #MAX_CHARACTERS} characters and {@value #MAX_DEPTH} levels (SR-135).
 */
final class YamlReader {

    static final int MAX_CHARACTERS = 3 << 20;
    static final int MAX_DEPTH = 32;

    private static final Tag PLAIN = new Tag("tag:postern:plain");
    private static final Tag QUOTED = new Tag("tag:postern:quoted");
    private static final Tag COLLECTION = new Tag("tag:postern:collection");

    /** Marks what carries no tag of its own; everything else was tagged by hand. */
    private static final Resolver UNTAGGED = new Resolver() {
        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return kind != NodeId.scalar ? COLLECTION : implicit ? PLAIN : QUOTED;
        }
    };

    private final FilePlaces places;
    private final ConfigProblems problems;
    private final Placeholders placeholders;
    private final String wanted;
    private final Set<Node> walked = Collections.newSetFromMap(new IdentityHashMap<>());

    YamlReader(FilePlaces places, ConfigProblems problems, Placeholders placeholders) {
        this(places, problems, placeholders, "upstreams, authorizers, routes");
    }

    /** @param wanted keys that the top of the file should have, for messages */
    YamlReader(FilePlaces places, ConfigProblems problems, Placeholders placeholders, String wanted) {
        this.wanted = wanted;
        this.places = places;
        this.problems = problems;
        this.placeholders = placeholders;
    }

    /** The keys and values of the file; null after reporting that there are none to be had. */
    Map<?, ?> read(String text) {
        if (text.length() > MAX_CHARACTERS) {
            problems.error("", "is larger than 3MiB", "name a Postern configuration");
            return null;
        }
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(MAX_CHARACTERS);
            options.setNestingDepthLimit(MAX_DEPTH);
            // Aliases are refused one by one below; nothing is ever copied for them.
            options.setMaxAliasesForCollections(Integer.MAX_VALUE);
            ParserImpl parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
            root = new Composer(parser, UNTAGGED, options).getSingleNode();
        } catch (YAMLException e) {
            SyntaxError error = SyntaxError.of(e, text);
            report("(yaml)", error.line(), error.column(), error.what(), error.right());
            return null;
        }
        Object value = root == null ? null : value(root, "");
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (value == null && !problems.hasErrors()) {
            problems.error("", "is empty", "write at least " + wanted);
        } else if (value != null) {
            problems.error(
                    "",
                    value instanceof List ? "is a list" : "is a single value",
                    "write keys and values at the top: " + wanted);
        }
        return null;
    }

    private Object value(Node node, String path) {
        Mark start = node.getStartMark();
        if (!walked.add(node)) {
            // An alias; its anchor was reported where it is defined.
            return null;
        }
        if (node.getAnchor() != null) {
            report(
                    path,
                    start,
                    "has the anchor or alias '" + node.getAnchor() + "'",
                    "write the value out at each place; a text that starts with & or * needs quotes");
        }
        if (!node.getTag().equals(PLAIN)
                && !node.getTag().equals(QUOTED)
                && !node.getTag().equals(COLLECTION)) {
            report(
                    path,
                    start,
                    "has the tag '" + node.getTag().getValue() + "'",
                    "remove it; a text that starts with ! needs quotes");
        }
        if (node instanceof MappingNode mapping) {
            return section(mapping, path);
        } else if (node instanceof SequenceNode sequence) {
            return list(sequence, path);
        }
        return scalar((ScalarNode) node, path);
    }

    private Map<String, Object> section(MappingNode mapping, String path) {
        Map<String, Object> section = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Mark at = entry.getKeyNode().getStartMark();
            if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                report(path, at, "has a key that is not a text", "write 'key: value'");
                continue;
            }
            String key = keyNode.getValue();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            if (keyNode.getAnchor() != null || !keyNode.getTag().equals(keyNode.isPlain() ? PLAIN : QUOTED)) {
                report(keyPath, at, "has an anchor or a tag", "remove it");
                continue;
            }
            if (key.isEmpty()) {
                report(path, at, "has a key without a name", "write 'key: value'");
                continue;
            }
            if (key.equals("<<") && keyNode.isPlain()) {
                report(keyPath, at, "merge keys are not used here", "write the keys out");
                continue;
            }
            Integer first = lines.putIfAbsent(key, at.getLine() + 1);
            if (first != null) {
                report(keyPath, at, "is written twice, first on line " + first, "keep one of them");
                continue;
            }
            if (mapping.getFlowStyle() == FlowStyle.FLOW && isAbsent(entry.getValueNode())) {
                report(
                        keyPath,
                        at,
                        "'" + key + "' has no value",
                        "write '" + key + ": value'; if it is a part of the value before it, put that value in quotes");
                continue;
            }
            places.key(keyPath, at.getLine() + 1, at.getColumn() + 1);
            remember(keyPath, entry.getValueNode(), at);
            section.put(key, value(entry.getValueNode(), keyPath));
        }
        return section;
    }

    private List<Object> list(SequenceNode sequence, String path) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            Node element = sequence.getValue().get(i);
            String elementPath = path + "[" + i + "]";
            remember(elementPath, element, element.getStartMark());
            list.add(value(element, elementPath));
        }
        return list;
    }

    private Object scalar(ScalarNode node, String path) {
        String text = node.getValue();
        if (Placeholders.present(text) && !Placeholders.verbatim(path)) {
            String expanded = placeholders.expand(text, new Placeholders.Complaint() {
                @Override
                public void error(String what, String right) {
                    problems.error(path, what, right);
                }

                @Override
                public void warning(String what, String right) {
                    problems.warning(path, what, right);
                }
            });
            return expanded == null || Placeholders.alone(text) ? new Settings.Untyped(expanded) : expanded;
        }
        return node.isPlain() ? CoreScalar.of(text) : text;
    }

    /** A value is where it starts; one that starts on a later line, or is empty, is where its key is. */
    private void remember(String path, Node value, Mark key) {
        boolean below = value instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.BLOCK;
        Mark at = below || isAbsent(value) ? key : value.getStartMark();
        places.value(path, at.getLine() + 1, at.getColumn() + 1);
    }

    private static boolean isAbsent(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty()
                && scalar.getAnchor() == null;
    }

    private void report(String path, Mark at, String what, String right) {
        report(path.isEmpty() ? "(yaml)" : path, at.getLine() + 1, at.getColumn() + 1, what, right);
    }

    private void report(String path, int line, int column, String what, String right) {
        problems.add(Problem.Severity.ERROR, places.at(path, line, column), what, right);
    }
}
