/** The settings that lead to an endpoint, as messages name them. */
export interface EndpointSettings {
  readonly address: string;
  /** What says whether TLS is spoken. */
  readonly protocol: string;
  /** Certificates that are trusted besides. */
  readonly authority: string;
  /** Where any certificate may be accepted. */
  readonly insecure?: string;
}

const otherHost = new Set(["ERR_TLS_CERT_ALTNAME_INVALID", "HOSTNAME_MISMATCH"]);

const outOfDate = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_CHAIN_TOO_LONG",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
]);

/** The server answers the first bytes of TLS with something else. */
const noTls = new Set(["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG", "EPROTO"]);

/** Thrown where plain HTTP is sent to a port that speaks TLS; `code` is its place in the tables here. */
export class TlsServerError extends Error {
  readonly code = tlsSpoken;
}

const tlsSpoken = "TLS_SPOKEN";

/**
 * What is wrong with the endpoint, and the remedy, where asking again cannot help.
 * @param why what TLS said
 */
export function endpointTrouble(
  codes: readonly string[],
  origin: string,
  why: string,
  settings: EndpointSettings | undefined,
): string | undefined {
  const code = codes.find((one) => [otherHost, outOfDate, untrusted, noTls].some((set) => set.has(one)));
  if (code === undefined) {
    if (!codes.includes(tlsSpoken)) return undefined;
    const remedy = settings === undefined ? "" : `; set ${settings.protocol} to https, or correct ${settings.address}`;
    return `${origin} speaks TLS and not plain HTTP${remedy}`;
  }
  // OpenSSL puts thread, place and file of its own around the reason.
  const reason = /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(why)?.[1] ?? why;
  const text = `no trusted TLS connection to ${origin}: ${reason} (${code})`;
  return settings === undefined ? text : `${text}; ${remedyFor(code, settings)}`;
}

function remedyFor(code: string, { address, protocol, authority, insecure }: EndpointSettings): string {
  const anyway = insecure === undefined ? "" : `; ${insecure} accepts any certificate`;
  if (noTls.has(code)) return `the server does not speak TLS there: set ${protocol} to http, or correct ${address}`;
  if (outOfDate.has(code)) {
    return `have the certificate renewed, or this machine's clock corrected: ${authority} does not help here${anyway}`;
  }
  if (otherHost.has(code)) {
    return `set ${address} to a name of the certificate, or have it issued for this one: ${authority} does not help here${anyway}`;
  }
  return `set ${authority} to the certificate of the authority that issued the server's${anyway}`;
}
