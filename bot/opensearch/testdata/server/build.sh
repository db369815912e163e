#!/usr/bin/env bash
# Fetches OpenSearch from Maven Central for the tests of bot/opensearch, about 85 MB, once:
# go test skips those where this was not run. It needs Maven and a JDK of Java 21 or newer.
set -euo pipefail
cd "$(dirname "$0")"
if [ -z "${JAVA_HOME:-}" ] || ! "$JAVA_HOME/bin/javac" --release 21 -version >/dev/null 2>&1; then
  for home in /usr/lib/jvm/*; do
    if "$home/bin/javac" --release 21 -version >/dev/null 2>&1; then
      export JAVA_HOME=$home
    fi
  done
fi
if [ -z "${JAVA_HOME:-}" ]; then
  echo "There is no JDK of Java 21 or newer: set JAVA_HOME."
  exit 1
fi
mvn -B -q dependency:copy-dependencies -DoutputDirectory=target/lib -DincludeScope=runtime
"$JAVA_HOME/bin/javac" -d target/classes -cp 'target/lib/*' Node.java
"$JAVA_HOME/bin/jar" cf target/lib/node.jar -C target/classes .
