# Quoth as a static binary, and nothing else but certificates and time zones.
#
#   docker build -t quoth .
#   docker run --read-only -v quoth:/data -v ./texts:/texts:ro -v ./quoth.yaml:/etc/quoth/quoth.yaml:ro quoth
#
# Only /data is written to. A release gives VERSION, COMMIT and DATE, which
# quoth --version tells, and builds for several processors.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN deploy/licences.sh >/tmp/THIRD-PARTY-LICENCES.txt && mkdir -p /out/data
ARG TARGETOS TARGETARCH VERSION COMMIT DATE
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -o /out/quoth -ldflags="-s -w \
      -X github.com/quoth-bot/quoth/cmd/quoth.releaseVersion=$VERSION \
      -X github.com/quoth-bot/quoth/cmd/quoth.releaseCommit=$COMMIT \
      -X github.com/quoth-bot/quoth/cmd/quoth.releaseDate=$DATE" .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/quoth /usr/local/bin/quoth
COPY LICENSE NOTICE /usr/share/doc/quoth/
COPY --from=build /tmp/THIRD-PARTY-LICENCES.txt /usr/share/doc/quoth/
COPY --from=build --chown=65532:65532 /out/data /data
# Numbers, so that Kubernetes can see that it is not root.
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV QUOTH_JOURNAL_PATH=/data/quoth.db \
    QUOTH_SERVE_LISTEN=0.0.0.0:9464 \
    QUOTH_LOG_FORMAT=json
EXPOSE 9464
HEALTHCHECK --start-period=30s CMD ["/usr/local/bin/quoth", "health"]
ENTRYPOINT ["/usr/local/bin/quoth"]
CMD ["serve"]
