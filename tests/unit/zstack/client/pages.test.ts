import assert from "node:assert/strict";
import { type Page, pagesOf } from "../../../../provider/zstack/client/pages";

const size = 10;

/** What the pages of a list contain; `meanwhile` changes the list after page `number` was read. */
async function read(list: string[], meanwhile: (number: number) => void = () => undefined): Promise<string[]> {
  let pages = 0;
  const page = async (start: number): Promise<Page<string>> => {
    const rows = list.slice(start, start + size);
    pages += 1;
    meanwhile(pages);
    return { rows, uuids: rows };
  };
  const all: string[] = [];
  for await (const rows of pagesOf(size, page)) all.push(...rows);
  return all;
}

const listOf = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index).padStart(4, "0"));

describe("a list of ZStack that is read in pages", () => {
  it("is complete, and has each row once", async () => {
    for (const count of [0, 1, 9, 10, 11, 19, 20, 28, 29, 100])
      assert.deepEqual(await read(listOf(count)), listOf(count), String(count));
  });

  for (const removed of [1, 2, 9, 10, 25]) {
    it(`has every row that stays where ${removed} others are removed after each page`, async () => {
      for (let at = 0; at < 40; at += 1) {
        const list = listOf(70);
        const all = await read(list, (number) => {
          if (number <= 2) list.splice(at, removed);
        });
        for (const row of list) assert.ok(all.includes(row), `${row}, removed from ${at}`);
        assert.equal(new Set(all).size, all.length);
      }
    });
  }

  it("has each row once where others are added", async () => {
    const list = listOf(35);
    const all = await read(list, (number) => list.unshift(`new ${number}`));
    assert.deepEqual(all, listOf(35));
  });

  it("is read without an overlap where rows show no uuid", async () => {
    const starts: number[] = [];
    const page = async (start: number): Promise<Page<number>> => {
      starts.push(start);
      return { rows: start === 0 ? Array.from({ length: size }, () => 1) : [2], uuids: undefined };
    };
    const all: number[] = [];
    for await (const rows of pagesOf(size, page)) all.push(...rows);
    assert.deepEqual([starts, all.length], [[0, 10], 11]);
  });
});
