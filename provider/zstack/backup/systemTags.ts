import { isIP, isIPv4 } from "node:net";

// The system tags of a backup's creation, as the vendor's page of CreateVolumeBackup prints them.

/** A file system that takes the backup's data. */
export interface FsInfo {
  readonly type: string;
  readonly url: string;
  readonly options: string;
}

const cidrTag = "backup::network::cidr::";
const fsInfoTag = "fsInfo::type::";
const parallelismTag = "volumeLiveBackup::parallelismDegree::";

/** Why a text is not a network in CIDR form; undefined if it is one. */
export function cidrFault(text: string): string | undefined {
  const [address = "", prefix = "", ...more] = text.split("/");
  const family = address.includes("%") ? 0 : isIP(address);
  const widest = family === 4 ? 32 : 128;
  if (family !== 0 && more.length === 0 && /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= widest)
    return undefined;
  return 'is not a network; give one in CIDR form such as "10.0.0.0/8" or "fd00:10::/64"';
}

/** Why a text cannot be a part of a system tag; undefined if it can. */
export function tagPartFault(text: string): string | undefined {
  // Parts are divided by "::", and a colon at an end would move the division.
  if (text.includes("::")) return 'contains "::", which separates the parts of a system tag; remove it';
  if (text.startsWith(":") || text.endsWith(":"))
    return "begins or ends with a colon, which a system tag cannot contain";
  return undefined;
}

export function networkTag(cidr: string): string {
  return cidrTag + withoutDoubleColon(cidr);
}

/** The network of a tag; undefined if it is another tag. */
export function networkOf(tag: string): string | undefined {
  return tag.startsWith(cidrTag) ? tag.slice(cidrTag.length) : undefined;
}

export function fsInfoTagOf({ type, url, options }: FsInfo): string {
  return `${fsInfoTag}${type}::url::${url}::options::${options}`;
}

/** The parts of a tag; undefined if it is another tag. */
export function fsInfoOf(tag: string): FsInfo | undefined {
  if (!tag.startsWith(fsInfoTag)) return undefined;
  const [type, url, options, ...more] = tag
    .slice(fsInfoTag.length)
    .split("::")
    .filter((_, index) => index % 2 === 0);
  return type === undefined || url === undefined || options === undefined || more.length > 0
    ? undefined
    : { type, url, options };
}

export function parallelismTagOf(degree: number): string {
  return parallelismTag + degree;
}

/** The degree of a tag; undefined if it is another tag. */
export function parallelismOf(tag: string): number | undefined {
  const degree = tag.startsWith(parallelismTag) ? tag.slice(parallelismTag.length) : "";
  return /^[1-9]\d*$/.test(degree) ? Number(degree) : undefined;
}

/** The inputs that become system tags, with the beginning of their tag. */
export const tagInputs = [
  ["backupNetworkCidr", cidrTag],
  ["fsInfo", fsInfoTag],
  ["parallelismDegree", parallelismTag],
] as const;

/** An IPv6 network in full: "::" divides the parts of a system tag. */
function withoutDoubleColon(cidr: string): string {
  const [address = "", prefix = ""] = cidr.split("/");
  if (isIPv4(address) || !address.includes("::")) return cidr;
  const [head = "", tail = ""] = inHexadecimal(address).split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => "0");
  return `${[...groups(head), ...zeros, ...groups(tail)].join(":")}/${prefix}`;
}

/** `::ffff:10.0.0.1` has its last two groups in decimal. */
function inHexadecimal(address: string): string {
  const parts = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (parts === null) return address;
  const [, front = "", ...bytes] = parts;
  const group = (at: number): string => (Number(bytes[at]) * 256 + Number(bytes[at + 1])).toString(16);
  return `${front}${group(0)}:${group(2)}`;
}
