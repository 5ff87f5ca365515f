import { createServer } from "node:net";
import { selfSigned } from "./certificate";
import { type Loopback, listening, serve, serveSecurely } from "./loopback";

/** A way in which an address is not what the settings say. */
export interface WrongEndpoint {
  readonly what: string;
  readonly scheme: "http" | "https";
  /** Whose certificate is trusted besides. */
  readonly ca?: string;
  /** What the message must say; `authority`, `protocol` and `address` stand for names of settings. */
  readonly says: (names: { authority: string; protocol: string; address: string }) => RegExp;
  open(): Promise<Pick<Loopback, "port" | "close">>;
}

const good = selfSigned("an authority");
const expired = selfSigned("an old one", { until: "20210101000000Z" });
const elsewhere = selfSigned("another host", { address: [127, 0, 0, 9] });

/** Speaks TLS, and answers plain HTTP on the same port with words, as many servers do. */
async function wordy(words: string): Promise<Pick<Loopback, "port" | "close">> {
  const tls = await serveSecurely(good, (_request, response) => void response.end("{}"));
  const plain = await serve((_request, response) => void response.writeHead(400).end(words));
  const front = await listening(
    createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("readable", () => {
        const first: unknown = socket.read();
        if (!Buffer.isBuffer(first)) return;
        socket.unshift(first);
        (first[0] === 0x16 ? tls : plain).server.emit("connection", socket);
      });
    }),
  );
  const close = async (): Promise<void> => {
    await Promise.all([front.close(), tls.close(), plain.close()]);
  };
  return { port: front.port, close };
}

/** Each is final at once: nothing gets better by asking again. */
export const wrongEndpoints: readonly WrongEndpoint[] = [
  {
    what: "an untrusted certificate",
    scheme: "https",
    says: ({ authority }) => RegExp(`self-signed certificate.*set ${authority} to the certificate of the authority`),
    open: () => serveSecurely(good, (_request, response) => void response.end("{}")),
  },
  {
    what: "an expired certificate",
    scheme: "https",
    ca: expired.cert,
    says: ({ authority }) => RegExp(`certificate has expired .*renewed.* ${authority} `),
    open: () => serveSecurely(expired, (_request, response) => void response.end("{}")),
  },
  {
    what: "another host's certificate",
    scheme: "https",
    ca: elsewhere.cert,
    says: ({ authority, address }) => RegExp(`ERR_TLS_CERT_ALTNAME_INVALID.*${address}.* ${authority} `),
    open: () => serveSecurely(elsewhere, (_request, response) => void response.end("{}")),
  },
  {
    what: "https where http is spoken",
    scheme: "https",
    says: ({ protocol }) => RegExp(`wrong version number .*set ${protocol} to http,`),
    open: () => serve((_request, response) => void response.end("{}")),
  },
  {
    what: "http where https is spoken",
    scheme: "http",
    says: ({ protocol }) => RegExp(`speaks TLS.*set ${protocol} to https`),
    open: () => serveSecurely(good, (_request, response) => void response.end("{}")),
  },
  ...[
    "<html><h1>400 Bad Request</h1>The plain HTTP request was sent to HTTPS port</html>",
    "Client sent an HTTP request to an HTTPS server.",
    "Bad Request: This combination of host and port requires TLS.",
  ].map(
    (words): WrongEndpoint => ({
      what: `http where https is spoken and this is said: ${words}`,
      scheme: "http",
      says: ({ protocol }) => RegExp(`speaks TLS.*set ${protocol} to https`),
      open: () => wordy(words),
    }),
  ),
];
