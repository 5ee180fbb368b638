package dev.postern.sample;

import dev.postern.sample.notes.IdentitySource;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.NewUser;
import dev.postern.sample.pool.PoolOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The command line, read.
 *
 * @param backend how the notes backend starts
 * @param nastyPort present where the misbehaving upstream is wanted
 * @param pool present where the user pool is wanted
 * @param password of the pool's user
 * @param help whether only the usage is wanted
 * @param problems what made no sense; empty when all is well
 */
record Flags(
        NotesBackend.Options backend,
        OptionalInt nastyPort,
        Optional<PoolOptions> pool,
        String password,
        boolean help,
        List<String> problems) {

    static final String USAGE = """
            Usage: java -cp postern.jar dev.postern.sample.Main [flags]
              --host ADDRESS            where everything listens (127.0.0.1)
              --port PORT               of the notes backend (3000; 0 for a free one)
              --unix PATH               the notes backend listens on this unix socket instead
              --identity headers|body   where the backend reads who is calling (headers: X-Username;
                                        body: policyContext.username)
              --nasty-port PORT         also start the misbehaving upstream
              --pool-port PORT          also start the development user pool
              --pool-id ID              (us-east-1_Postern01)
              --client-id ID            (1postern2local3development)
              --issuer URL              (http://HOST:POOL-PORT/POOL-ID)
              --password PASSWORD       of the pool's user jdoe (P@ssw0rd)
              --mfa                     jdoe needs a code at sign-in; it is printed here
              --help
            """;

    static Flags read(String... arguments) {
        return new Reading(List.of(arguments)).flags();
    }

    /** One pass over the arguments. */
    private static final class Reading {

        private final List<String> problems = new ArrayList<>();
        private final Iterator<String> left;
        private NotesBackend.Options backend = NotesBackend.Options.defaults().withPort(3000);
        private OptionalInt nastyPort = OptionalInt.empty();
        private OptionalInt poolPort = OptionalInt.empty();
        private PoolOptions pool = PoolOptions.defaults();
        private String password = PoolOptions.PASSWORD;
        private boolean mfa;
        private boolean help;

        Reading(List<String> arguments) {
            left = arguments.iterator();
        }

        Flags flags() {
            while (left.hasNext()) {
                String flag = left.next();
                try {
                    read(flag);
                } catch (IllegalArgumentException wrong) {
                    problems.add(flag + ": " + wrong.getMessage());
                }
            }
            NewUser jdoe = NewUser.jdoe(password);
            pool = pool.withHost(backend.host()).withUsers(mfa ? jdoe.withSmsMfa() : jdoe);
            Optional<PoolOptions> wanted =
                    poolPort.isPresent() ? Optional.of(pool.withPort(poolPort.getAsInt())) : Optional.empty();
            return new Flags(backend, nastyPort, wanted, password, help, problems);
        }

        private void read(String flag) {
            switch (flag) {
                case "--host" -> backend = backend.withHost(value());
                case "--port" -> backend = backend.withPort(port());
                case "--unix" -> backend = backend.withUnixSocket(Path.of(value()));
                case "--identity" -> backend = backend.withIdentitySource(source());
                case "--nasty-port" -> nastyPort = OptionalInt.of(port());
                case "--pool-port" -> poolPort = OptionalInt.of(port());
                case "--pool-id" -> pool = pool.withPoolId(value());
                case "--client-id" -> pool = pool.withClientId(value());
                case "--issuer" -> pool = pool.withIssuer(value());
                case "--password" -> password = value();
                case "--mfa" -> mfa = true;
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("there is no such flag");
            }
        }

        private String value() {
            if (!left.hasNext()) {
                throw new IllegalArgumentException("a value must follow");
            }
            return left.next();
        }

        private int port() {
            String text = value();
            if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
                return Integer.parseInt(text);
            }
            throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + text);
        }

        private IdentitySource source() {
            String text = value();
            return switch (text) {
                case "headers" -> IdentitySource.HEADERS;
                case "body" -> IdentitySource.BODY;
                default -> throw new IllegalArgumentException("must be headers or body, not " + text);
            };
        }
    }
}
