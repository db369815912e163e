# Quoth as a static binary, and nothing else but certificates and time zones.
#
#   docker build -t quoth .
#   docker run --read-only -v quoth:/data -v ./texts:/texts:ro -v ./quoth.yaml:/etc/quoth/quoth.yaml:ro quoth
#
# Only /data is written to.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w" -o /out/quoth . \
    && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/quoth /usr/local/bin/quoth
COPY doc/pdfium-notices.txt /usr/share/doc/quoth/
COPY --from=build --chown=65532:65532 /out/data /data
# Numbers, so that Kubernetes can see that it is not root.
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV QUOTH_JOURNAL_PATH=/data/quoth.db \
    QUOTH_SERVE_LISTEN=0.0.0.0:9464 \
    QUOTH_LOG_FORMAT=json
EXPOSE 9464
ENTRYPOINT ["/usr/local/bin/quoth"]
CMD ["serve"]
