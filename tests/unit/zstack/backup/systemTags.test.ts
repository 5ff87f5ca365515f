import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cidrFault,
  fsInfoOf,
  fsInfoTagOf,
  networkOf,
  networkTag,
  parallelismOf,
  parallelismTagOf,
  tagPartFault,
} from "../../../../provider/zstack/backup/systemTags";

const part = fc
  .string({ unit: fc.oneof(fc.constantFrom(":", "/", ",", "=", "type", "url", "options"), fc.string()), minLength: 1 })
  .filter((text) => text !== "" && tagPartFault(text) === undefined);

/** The 128 bits of an IPv6 address, told independently of the code. */
function bits(address: string): string {
  return new URL(`http://[${address}]/`).hostname;
}

describe("system tags of backups", () => {
  it("are those of the vendor's page", () => {
    assert.equal(networkTag("10.0.0.0/8"), "backup::network::cidr::10.0.0.0/8");
    const options = "nolock,vers=3,rsize=32768,wsize=32768";
    assert.equal(
      fsInfoTagOf({ type: "nfs", url: "172.32.1.119:/nas/nfs2", options }),
      `fsInfo::type::nfs::url::172.32.1.119:/nas/nfs2::options::${options}`,
    );
    assert.equal(parallelismTagOf(1), "volumeLiveBackup::parallelismDegree::1");
  });

  it("can be read back: file systems", () => {
    fc.assert(
      fc.property(fc.record({ type: part, url: part, options: part }, { noNullPrototype: true }), (info) => {
        assert.deepEqual(fsInfoOf(fsInfoTagOf(info)), info);
        assert.equal(fsInfoTagOf(info).split("::").length, 7, "the server divides it into as many parts");
      }),
    );
  });

  it("can be read back: degrees", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (degree) => assert.equal(parallelismOf(parallelismTagOf(degree)), degree)),
    );
  });

  it("can be read back: networks, IPv6 ones in full", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        assert.equal(cidrFault(`${address}/${prefix}`), undefined);
        assert.equal(networkOf(networkTag(`${address}/${prefix}`)), `${address}/${prefix}`);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, prefix) => {
        assert.equal(cidrFault(`${address}/${prefix}`), undefined);
        const tag = networkTag(`${address}/${prefix}`);
        assert.equal(tag.split("::").length, 4, tag);
        const [read = "", width] = networkOf(tag)?.split("/") ?? [];
        assert.equal(bits(read), bits(address));
        assert.equal(width, String(prefix));
      }),
    );
  });

  it("are told from others", () => {
    for (const tag of ["", "backup::network::x", "fsInfo::x", "fsInfo::type::a::url::b", "volumeLiveBackup::x::1"]) {
      assert.deepEqual([networkOf(tag), fsInfoOf(tag), parallelismOf(tag)], [undefined, undefined, undefined], tag);
    }
    assert.equal(parallelismOf("volumeLiveBackup::parallelismDegree::0"), undefined);
  });
});

describe("a network in CIDR form", () => {
  for (const right of ["0.0.0.0/0", "10.0.0.0/8", "172.16.4.1/32", "fd00:10::/64", "::/0", "::ffff:10.0.0.0/104"]) {
    it(`is ${right}`, () => assert.equal(cidrFault(right), undefined));
  }

  for (const wrong of [
    "",
    "10.0.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "10.0.0.256/8",
    " 10.0.0.0/8",
    "10.0.0.0/8 ",
    "10.0.0.0/-1",
    "fd00::/129",
    "fe80::1%eth0/64",
    "fd00:::/64",
    "network/8",
  ]) {
    it(`is not ${JSON.stringify(wrong)}`, () => assert.match(cidrFault(wrong) ?? "", /give one in CIDR form such as/));
  }
});
