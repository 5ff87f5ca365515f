import { connect } from "node:tls";

/** Whether TLS is spoken at the address of `origin`; false too where that does not show within `ms` milliseconds. */
export async function speaksTls(origin: string, ms: number): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return new Promise((resolve) => {
    // Nothing is sent, so that whose certificate it is does not matter.
    const socket = connect({ host, port: Number(port || 80), rejectUnauthorized: false });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ms, () => end(false));
    socket.once("secureConnect", () => end(true));
    // A server that wants a certificate of ours says so in TLS.
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code?.includes("_ALERT_") === true));
    socket.once("close", () => end(false));
  });
}
