package hera.command.secure;

import hera.command.CommandIo;
import hera.command.Terminal;
import hera.foundation.settings.HostName;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The environment of the commands: streams and clock, the folder they run in, chance, and where keytool is.
 *
 * @param home the folder that relative paths start from
 * @param chance makes so many bytes that nobody can guess
 * @param keytool the program that makes certificates
 * @param hostName this machine's
 */
record SecureEnvironment(CommandIo io, Path home, IntFunction<byte[]> chance, Path keytool, Supplier<String> hostName) {
    static SecureEnvironment ofProcess() {
        return new SecureEnvironment(
                Terminal.surroundings(),
                Path.of(""),
                Terminal::chance,
                Path.of(System.getProperty("java.home"), "bin", "keytool"),
                HostName::find);
    }
}
