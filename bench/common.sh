# Sourced by the commands of this directory: builds what is older than its sources, finds Java 25, sets CLASSPATH.
# Variables: JAVA25_HOME (else /usr/lib/jvm is searched), BENCH_NO_BUILD=1 to take the jars as they are.

root=$(cd "$(dirname "$0")/.." && pwd)
bench=$root/bench
jar=$root/gateway/target/postern.jar

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# What a script does, and its options, where they are asked for; without a build and without the tools it needs. The
# options are the program's own to list: before the first build there is only the comment at the script's head.
help() {
  main=$1
  shift
  for argument in "$@"; do
    case $argument in
      -h | --help)
        sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
        if [ -f "$jar" ] && [ -d "$bench/target/lib" ] && java=$(java25 2> /dev/null); then
          CLASSPATH="$bench/target/classes:$bench/target/lib/*:$jar" "$java" -XX:TieredStopAtLevel=1 "$main" -h
        else
          echo "Its options are listed here after a build, on Java 25: mvn -q -DskipTests -pl bench -am package"
        fi
        exit 0
        ;;
    esac
  done
}

need() {
  for tool in "$@"; do
    command -v "$tool" > /dev/null 2>&1 || PATH=$PATH:/usr/sbin:/sbin command -v "$tool" > /dev/null 2>&1 \
      || fail "$tool is missing; on Debian: apt-get install nginx-light haproxy wrk util-linux"
  done
  PATH=$PATH:/usr/sbin:/sbin
}

java25() {
  for home in "$JAVA25_HOME" /usr/lib/jvm/*25* "$JAVA_HOME"; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ] \
      && "$home/bin/java" -version 2>&1 | head -n 1 | grep -q '"25'; then
      echo "$home/bin/java"
      return
    fi
  done
  fail "no Java 25 found in /usr/lib/jvm; name one in JAVA25_HOME"
}

build() {
  if [ -z "$BENCH_NO_BUILD" ]; then
    newer=$(find "$root" -path '*/target' -prune -o \( -name '*.java' -o -name pom.xml -o -path '*/src/main/resources/*' \) \
      -newer "$bench/target/built" -print 2> /dev/null | head -n 1)
    if [ ! -f "$jar" ] || [ ! -f "$bench/target/built" ] || [ -n "$newer" ]; then
      echo "building ..." >&2
      (cd "$root" && mvn -q -DskipTests -pl bench -am package) || fail "the build failed"
      touch "$bench/target/built"
    fi
  fi
  [ -f "$jar" ] || fail "$jar is missing; run mvn -q -DskipTests package"
  CLASSPATH="$bench/target/classes:$bench/target/lib/*:$jar"
  export CLASSPATH
}
