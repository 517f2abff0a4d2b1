/** How long a connection may take to be made, a name's resolution and all its addresses included, unless said otherwise. */
export const defaultConnectTimeoutMs = 30_000;
