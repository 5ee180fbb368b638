package dev.postern.gateway.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the routes of one set of hosts, one level per segment, and compiles them into a {@link RouteTree}. */
final class RouteTreeBuilder<R> {

    private static final class Level<R> {
        final Map<String, Level<R>> literals = new LinkedHashMap<>();
        Level<R> named;
        final Map<String, Slot<R>> here = new LinkedHashMap<>();
        final Map<String, Slot<R>> greedy = new LinkedHashMap<>();

        /** Whether nothing parts here, so that a text can go on over it. */
        boolean isPassage() {
            return literals.size() == 1 && named == null && here.isEmpty() && greedy.isEmpty();
        }
    }

    private final Level<R> root = new Level<>();
    private Slot<R> otherwise;
    private int mostParameters;

    /** Null, or the route that is already there. */
    R add(RoutePattern pattern, R route, boolean ignoreTrailingSlash) {
        String[] names = pattern.parameterNames().toArray(String[]::new);
        if (pattern.isDefault()) {
            R previous = otherwise == null ? null : otherwise.route();
            otherwise = otherwise == null ? new Slot<>(null, route, names, "", null) : otherwise;
            return previous;
        }
        mostParameters = Math.max(mostParameters, names.length);
        List<RoutePattern.Segment> segments = pattern.segments();
        int last = segments.size() - 1;
        if (ignoreTrailingSlash && last > 0 && segments.get(last).text().isEmpty()) {
            last--;
        }
        Level<R> level = root;
        Map<String, Slot<R>> slots = null;
        StringBuilder template = new StringBuilder();
        for (int i = 0; i <= last; i++) {
            RoutePattern.Segment segment = segments.get(i);
            template.append('/');
            switch (segment.kind()) {
                case LITERAL -> {
                    String key = LiteralText.key(segment.text());
                    template.append(key);
                    level = level.literals.computeIfAbsent(key, absent -> new Level<>());
                }
                case NAME -> {
                    template.append("{}");
                    level.named = level.named == null ? new Level<>() : level.named;
                    level = level.named;
                }
                case GREEDY -> {
                    template.append("{+}");
                    slots = level.greedy;
                }
            }
        }
        slots = slots == null ? level.here : slots;
        Slot<R> previous = slots.putIfAbsent(
                pattern.method(), new Slot<>(pattern.method(), route, names, template.toString(), null));
        return previous == null ? null : previous.route();
    }

    RouteTree<R> build() {
        return new RouteTree<>(compiled("", root), otherwise, mostParameters);
    }

    /** Copies depth first, so that what one request touches lies close together. */
    private static <R> RouteNode<R> compiled(String text, Level<R> level) {
        StringBuilder whole = new StringBuilder(text);
        Level<R> end = level;
        // The root and a parameter's level have no text of their own to go on.
        while (!text.isEmpty() && end.isPassage()) {
            Map.Entry<String, Level<R>> only =
                    end.literals.entrySet().iterator().next();
            whole.append('/').append(only.getKey());
            end = only.getValue();
        }
        List<RouteNode<R>> children = new ArrayList<>();
        for (Map.Entry<String, Level<R>> literal : end.literals.entrySet()) {
            children.add(compiled(literal.getKey(), literal.getValue()));
        }
        RouteNode<R> named = end.named == null ? null : compiled("", end.named);
        Slot<R> here = list(end.here);
        Slot<R> greedy = list(end.greedy);
        return new RouteNode<>(whole.toString(), LiteralText.hash(text), table(children), named, here, greedy);
    }

    private static <R> Slot<R> list(Map<String, Slot<R>> slots) {
        Slot<R> any = slots.get(RoutePattern.ANY);
        Slot<R> list = any == null ? null : any.before(null);
        for (Map.Entry<String, Slot<R>> slot : slots.entrySet()) {
            if (slot.getValue() != any) {
                list = slot.getValue().before(list);
            }
        }
        return list;
    }

    private static <R> RouteNode<R>[] table(List<RouteNode<R>> children) {
        if (children.isEmpty()) {
            return null;
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        RouteNode<R>[] table = new RouteNode[Integer.highestOneBit(children.size() * 4)];
        for (RouteNode<R> child : children) {
            int slot = RouteNode.spread(child.hash()) & table.length - 1;
            while (table[slot] != null) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = child;
        }
        return table;
    }
}
