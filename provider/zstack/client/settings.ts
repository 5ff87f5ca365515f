export type Credentials =
  | { readonly by: "account"; readonly name: string; readonly password: string }
  | { readonly by: "accessKey"; readonly id: string; readonly secret: string };

/** Where a ZStack management node is and who we are to it. */
export interface ZStackSettings {
  readonly host: string;
  readonly port: number;
  readonly protocol: "http" | "https";
  readonly contextPath: string;
  readonly credentials: Credentials;
  /** IANA zone of the server's clock; only access keys need it. */
  readonly timeZone: string | undefined;
  readonly ca: string | undefined;
  readonly deleteScope: "single" | undefined;
}
