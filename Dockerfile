# syntax=docker/dockerfile:1

# The image has what a build needs besides Rust: a C compiler, make and perl.
FROM rust:1-bookworm AS builder
WORKDIR /build
COPY . .
# The profile `dist` optimises the program as a whole, which `cargo build --release` leaves out to be quick.
# The caches outlive a build, so a second one compiles the service alone; what is to stay is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --profile dist --locked --bin tienbo \
    && cp target/dist/tienbo /tienbo \
    && mkdir /data

# The C library, certificates and the user nonroot (65532), and no shell: the binary brings everything else.
FROM gcr.io/distroless/cc-debian12:nonroot
LABEL org.opencontainers.image.title="tienbo" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=builder /tienbo /usr/local/bin/tienbo
COPY --from=builder --chown=65532:65532 /data /data
# The embedded database and the demonstration's accounts lie under ./data, which from here is the volume.
WORKDIR /
VOLUME /data
USER 65532:65532
ENV TIENBO_LISTEN=0.0.0.0:8080 \
    TIENBO_METRICS_LISTEN=0.0.0.0:9090 \
    TIENBO_LOG_FORMAT=json
# The API; the metrics, which belong on a network of the operators alone.
EXPOSE 8080 9090
# The service drains for up to 10 seconds after this signal, so give it 15 before it is killed.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/tienbo", "health", "--url", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["/usr/local/bin/tienbo"]
CMD ["serve"]
