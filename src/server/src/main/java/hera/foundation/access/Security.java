package hera.foundation.access;

import hera.foundation.settings.SettingType;

/** The value of the setting {@code security}: {@code open}, a folder, or keys of its own. */
public sealed interface Security permits OpenNode, SecurityFolder, SecuritySettings {
    /** Its forms in a configuration file. */
    SettingType<Security> TYPE = new SettingType<>(SecurityForms::read, SecurityForms::write, (key, value) -> {});
}
