// Submit and poll, and nothing else: no identity, no marks, no verification, nothing that survives a crash.
import { compiled } from "./compiled.mjs";

/** @typedef {{ url: string, account: string, password: string }} Server */
/** @typedef {{ name: string, volumeUuid: string }} Target */

/**
 * @param {Server} server
 * @param {string} password as the login wants it
 * @param {readonly Target[]} targets
 */
export async function bareClient({ url, account }, password, targets) {
  const { backoff, systemClock } = compiled().clock;
  const login = await fetch(`${url}/v1/accounts/login`, {
    method: "PUT",
    body: JSON.stringify({ logInByAccount: { accountName: account, password } }),
  });
  const { inventory } = /** @type {{ inventory: { uuid: string } }} */ (await login.json());
  const headers = { authorization: `OAuth ${inventory.uuid}` };
  await Promise.all(
    targets.map(async ({ name, volumeUuid }) => {
      const accepted = await fetch(`${url}/v1/volumes/${volumeUuid}/volume-snapshots`, {
        method: "POST",
        headers,
        body: JSON.stringify({ params: { name } }),
      });
      const { location } = /** @type {{ location: string }} */ (await accepted.json());
      const job = location.split("/").pop();
      for (const pause of backoff()) {
        const answer = await fetch(`${url}/v1/api-jobs/${job}`);
        const text = await answer.text();
        if (answer.status === 200) return;
        if (answer.status !== 202) throw new Error(`The job of ${name} failed: ${text}`);
        await systemClock.sleep(pause);
      }
    }),
  );
  await fetch(`${url}/v1/accounts/sessions/${inventory.uuid}`, { method: "DELETE" });
}
