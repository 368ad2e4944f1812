/** What of an embedded database takes time: its programs are copied, the cluster is made, the server is started. */
export type StoreWork = 'copy-programs' | 'prepare' | 'start';
