package dev.postern.function.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * Admits the connections of a process that the gateway started and of its descendants: the socket's inode must be among
 * the descriptors of one of them (SR-154). A process that left the tree, as daemons do, is a stranger.
 */
final class ProcessTree implements Peers {

    private final Path proc;
    private final SocketTable sockets;
    private final ProcessHandle root;

    ProcessTree(Path proc, ProcessHandle root) {
        this.proc = proc;
        this.sockets = new SocketTable(proc);
        this.root = root;
    }

    @Override
    public Owner ownerOf(InetAddress peer, int peerPort, InetAddress own, int ownPort) throws IOException {
        SocketTable.Row row = sockets.find(peer, peerPort, own, ownPort);
        if (row == null || row.inode() == 0 || !root.isAlive()) {
            return null;
        }
        String socket = "socket:[" + row.inode() + "]";
        long[] tree = LongStream.concat(root.descendants().mapToLong(ProcessHandle::pid), LongStream.of(root.pid()))
                .toArray();
        for (long pid : tree) {
            if (holds(pid, socket)) {
                return new Owner(pid);
            }
        }
        return null;
    }

    private boolean holds(long pid, String socket) {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(proc.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isTo(descriptor, socket)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException endedOrNotOurs) {
            return false;
        }
        return false;
    }

    private static boolean isTo(Path descriptor, String target) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(target);
        } catch (NoSuchFileException closedMeanwhile) {
            return false;
        }
    }
}
