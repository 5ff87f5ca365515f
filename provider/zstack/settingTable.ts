// The settings of a connection to a ZStack management node; configuration has them as `zstack:<name>`.

import { z } from "zod";
import { int32 } from "../core/contract/properties";
import { type SettingTable, setting } from "../core/contract/setting";

export const zstackSettingTable = {
  host: setting(z.string(), "Host name or address, without protocol and port.", { variables: ["ZSTACK_HOST"] }),
  port: setting(int32(z.int()), "Port of the API. Default 8080. Of the environment only if `host` is not given here.", {
    variables: ["ZSTACK_PORT"],
  }),
  protocol: setting(z.enum(["http", "https"]), "Protocol of the API. Default `http`."),
  contextPath: setting(z.string(), "Path in front of `/v1`. Default `/zstack`."),
  accountName: setting(z.string(), "Account to log in with.", { variables: ["ZSTACK_ACCOUNT_NAME"] }),
  accountPassword: setting(z.string(), "Password of the account; kept as a secret.", {
    variables: ["ZSTACK_ACCOUNT_PASSWORD"],
    secret: true,
  }),
  accessKeyId: setting(z.string(), "Access key instead of account and password.", {
    variables: ["ZSTACK_ACCESS_KEY_ID"],
  }),
  accessKeySecret: setting(z.string(), "Secret of the access key; kept as a secret.", {
    variables: ["ZSTACK_ACCESS_KEY_SECRET"],
    secret: true,
  }),
  timeZone: setting(z.string(), "IANA time zone of the server's clock, for access keys. Default: this machine's."),
  caCert: setting(z.string(), "PEM text, or path of a PEM file, of a private certificate authority."),
  deleteScope: setting(
    z.enum(["single"]),
    "`single` if the server can delete a snapshot without its descendants (5.4 or newer). Default: snapshots with descendants " +
      "of the same stack are deleted when the last of those is.",
  ),
} as const satisfies SettingTable;
