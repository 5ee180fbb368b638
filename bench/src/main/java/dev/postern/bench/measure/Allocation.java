package dev.postern.bench.measure;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * How many bytes the threads of a JVM have put on its heap, exactly: each thread counts for itself. The threads of the
 * management connection are left out. Threads that ended are forgotten, which those that serve requests do not.
 */
public final class Allocation implements AutoCloseable {

    private final JMXConnector connector;
    private final com.sun.management.ThreadMXBean threads;
    private Map<Long, Long> before = Map.of();

    /** Connects to a process of the same user. */
    public Allocation(ProcessHandle process) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            MBeanServerConnection server = connector.getMBeanServerConnection();
            threads = JMX.newMXBeanProxy(
                    server,
                    new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                    com.sun.management.ThreadMXBean.class);
        } catch (AttachNotSupportedException | javax.management.MalformedObjectNameException e) {
            throw new IOException(e);
        }
    }

    /** Counts from now on. */
    public void reset() {
        before = read();
    }

    /** Bytes since then. */
    public long bytes() {
        long sum = 0;
        for (Map.Entry<Long, Long> thread : read().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }

    private Map<Long, Long> read() {
        long[] ids = threads.getAllThreadIds();
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> all = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && bytes[i] >= 0 && isItsOwn(infos[i].getThreadName())) {
                all.put(ids[i], bytes[i]);
            }
        }
        return all;
    }

    private static boolean isItsOwn(String name) {
        return !name.startsWith("RMI ") && !name.startsWith("JMX ") && !name.startsWith("Attach ");
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
