/** A size in bytes as people read it: `12.5 GiB`. */
export const inGib = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
