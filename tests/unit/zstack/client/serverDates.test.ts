import assert from "node:assert/strict";
import { latestInstant, offsetOf, serverDate } from "../../../../provider/zstack/client/serverDates";

describe("a date of the server", () => {
  for (const [zone, date, instant] of [
    ["UTC", "Nov 27, 2026 9:15:53 AM", "2026-11-27T09:15:53Z"],
    ["Z", "Nov 27, 2026 9:15:53 AM", "2026-11-27T09:15:53Z"],
    ["+08:00", "Nov 27, 2026 9:15:53 AM", "2026-11-27T01:15:53Z"],
    ["GMT-3", "Nov 27, 2026 9:15:53 AM", "2026-11-27T12:15:53Z"],
    ["Asia/Shanghai", "Nov 27, 2026 9:15:53 AM", "2026-11-27T01:15:53Z"],
    ["Asia/Kathmandu", "Nov 27, 2026 9:15:53 AM", "2026-11-27T03:30:53Z"],
    ["Pacific/Kiritimati", "Nov 27, 2026 9:15:53 AM", "2026-11-26T19:15:53Z"],
    ["Europe/Berlin", "Jul 1, 2026 12:00:00 PM", "2026-07-01T10:00:00Z"],
    ["Europe/Berlin", "Dec 1, 2026 12:00:00 PM", "2026-12-01T11:00:00Z"],
    // Shown twice: the second time is the younger reading.
    ["Europe/Berlin", "Oct 25, 2026 2:30:00 AM", "2026-10-25T01:30:00Z"],
    ["Europe/Berlin", "Oct 25, 2026 1:59:59 AM", "2026-10-24T23:59:59Z"],
    ["Europe/Berlin", "Oct 25, 2026 3:00:00 AM", "2026-10-25T02:00:00Z"],
    ["America/New_York", "Nov 1, 2026 1:00:00 AM", "2026-11-01T06:00:00Z"],
    // Never shown.
    ["Europe/Berlin", "Mar 29, 2026 2:30:00 AM", "2026-03-29T01:30:00Z"],
    ["Australia/Lord_Howe", "Oct 4, 2026 2:15:00 AM", "2026-10-03T15:45:00Z"],
  ] as const) {
    it(`${date} in ${zone} is ${instant}`, () => {
      const offset = offsetOf(zone);
      const wall = serverDate(date);
      assert.ok(offset !== undefined && wall !== undefined);
      assert.equal(new Date(latestInstant(wall, offset)).toISOString(), instant.replace("Z", ".000Z"));
    });
  }

  for (const zone of ["", "Mars/Base", "CST6CDT6", "somewhere"]) {
    it(`has no offset in ${zone || "nothing"}`, () => assert.equal(offsetOf(zone), undefined));
  }
});
