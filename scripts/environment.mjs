// The environment of this shell may point to somebody's real cloud or state: tests and the quickstart never see that.

const PRIVATE = /^(ZSTACK|OS|PULUMI_SNAPSHOTS|PULUMI_BACKEND|PULUMI_CONFIG|PULUMI_STACK|PULUMI_ACCESS)(_|$)/;

/** @returns {NodeJS.ProcessEnv} ours, without any setting of a platform, a backend or a stack */
export function isolatedEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !PRIVATE.test(name));
  // A proxy is no way to a simulator on this machine.
  const noProxy = [process.env["NO_PROXY"] ?? process.env["no_proxy"], "127.0.0.1", "localhost"]
    .filter(Boolean)
    .join(",");
  return { ...Object.fromEntries(kept), NO_PROXY: noProxy, no_proxy: noProxy };
}
