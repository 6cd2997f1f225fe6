package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.access.SecurityFolder;
import hera.foundation.access.TokensFile;
import hera.foundation.names.NodeName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The layout of a security folder. */
record KeyFolder(Path path) {
    private static final String CA_KEY = "ca.key";
    private static final String TOKEN_FILES = "tokens";

    /** All that the folder may have in it, in the order in which a new one gets it: never a node's without its CA. */
    static final List<String> PARTS =
            List.of(SecurityFolder.CA, CA_KEY, SecurityFolder.NODES, TOKEN_FILES, SecurityFolder.TOKENS);

    /** Most file systems have names of at most 255 bytes; these have an ending, too. */
    private static final int LONGEST_FILE_NAME = 250;

    private SecurityFolder files() {
        return new SecurityFolder(path);
    }

    Path ca() {
        return files().ca();
    }

    Path caKey() {
        return path.resolve(CA_KEY);
    }

    Path tokens() {
        return files().tokens();
    }

    Path nodes() {
        return files().nodes();
    }

    Path certificate(NodeName node) {
        return files().certificate(node.value());
    }

    Path key(NodeName node) {
        return files().key(node.value());
    }

    Path tokenFiles() {
        return path.resolve(TOKEN_FILES);
    }

    /** @param name passed {@link #checkToken} */
    Path token(String name) {
        return tokenFiles().resolve(name);
    }

    /** @throws IllegalArgumentException for what is no token's name, or no name of a file */
    static void checkToken(String name) {
        TokensFile.checkName(name);
        if (name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("a token's name is its file's name, too: it cannot be " + name);
        }
    }

    /** @throws IllegalArgumentException for what is no node's name, or too long for a file's name */
    static NodeName node(String name) {
        NodeName node = new NodeName(name);
        if (SecurityFolder.fileName(node.value()).length() > LONGEST_FILE_NAME) {
            throw new IllegalArgumentException(
                    "the node name is too long for a file's name: at most %d characters, those but A-Z a-z 0-9 . _ - count 3 a byte"
                            .formatted(LONGEST_FILE_NAME));
        }
        return node;
    }

    /** Returns the certificates of nodes that there are, sorted. */
    List<Path> certificates() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(nodes())) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(nodes(), "*" + SecurityFolder.CERTIFICATE_ENDING)) {
                files.forEach(found::add);
            }
        }
        return found.stream().sorted().toList();
    }

    /** Returns whether the folder has nothing in it but what a command has there while it runs. */
    boolean isUnused() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .allMatch(name -> name.equals(FolderLock.FILE) || name.startsWith(Scratch.PREFIX));
        }
    }

    /** Returns the parts that the folder has already. */
    List<String> parts() {
        return PARTS.stream()
                .filter(part -> Files.exists(path.resolve(part), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Makes one of its folders, if it is not there. */
    void make(Path inner) throws IOException {
        if (!Files.isDirectory(inner)) {
            Files.createDirectory(inner, PosixFilePermissions.asFileAttribute(FolderChange.FOLDER));
            FolderChange.giveTo(Files.getOwner(path), inner);
        }
    }

    /** Returns whether there is anything in its place. */
    boolean isThere() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Refuses to go on where there is no folder. */
    void mustExist() {
        if (!Files.isDirectory(path)) {
            throw CommandFailedException.refused(
                    isThere() ? path + ": is no folder" : path + ": no such folder; hera secure init makes one");
        }
    }
}
