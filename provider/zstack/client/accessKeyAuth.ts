import { createHmac } from "node:crypto";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Fri, 20 Nov 2026 22:00:40 Etc/UTC`: the server compares these wall-clock fields with its own and ignores the zone. */
export function zonedDate(milliseconds: number, zone: string): string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = Object.fromEntries(format.formatToParts(milliseconds).map((part) => [part.type, part.value]));
  const { year = "", month = "", day = "", hour = "", minute = "", second = "" } = parts;
  const weekday = days[new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay()];
  return `${weekday}, ${day} ${months[Number(month) - 1]} ${year} ${hour}:${minute}:${second} ${zone}`;
}

/** `Authorization` of an access key; `path` is the decoded request path after the context path, without query. */
export function accessKeyAuthorization(id: string, secret: string, method: string, date: string, path: string): string {
  const signature = createHmac("sha1", secret).update(`${method}\n${date}\n${path}`).digest("base64");
  return `ZStack ${id}:${signature}`;
}
