package hera.registry.settings;

import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsException;

/**
 * The statement that a node is meant to be open to anyone who can reach it, {@code security: open}. Another value would
 * promise a protection that this node does not have, and is refused.
 */
public record OpenNode() {
    static final String FLAG = "--open";
    static final String WORD = "open";

    static final SettingType<OpenNode> TYPE = new SettingType<>(OpenNode::read, OpenNode::toString, (key, value) -> {});

    private static OpenNode read(ConfigNode node) {
        String meant = node.place().equals(FLAG) ? "true" : WORD;
        if (node instanceof ConfigNode.Scalar scalar && meant.equals(scalar.text())) {
            return new OpenNode();
        }
        throw new SettingsException(
                node.place(),
                "must be %s, not %s: this version cannot close a node, only say that it is meant to be open"
                        .formatted(meant, node.kind()));
    }

    @Override
    public String toString() {
        return WORD;
    }
}
