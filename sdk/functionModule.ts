/** Filters, or the settings of a connection. */
export type Settings = Readonly<Record<string, unknown>>;

/** The functions of a platform; `R` are the results by what is found. */
export interface FunctionModule<R> {
  findOne<K extends keyof R & string>(found: K, filters: Settings, settings: Settings): Promise<R[K]>;
  findAll<K extends keyof R & string>(found: K, filters: Settings, settings: Settings): Promise<R[K][]>;
}
