// ⑨ Asks the service worker, and hears its answers by a port of their own; the last one says that it is done.

/** @param {ServiceWorker | null | undefined} worker @param {any} message @param {(progress: any) => void} [each] @returns {Promise<any>} rejects where it failed */
export function tell(worker, message, each) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data?.type === "progress") return each?.(data);
      port1.close();
      if (data?.type === "failed") reject(new Error(data.reason));
      else resolve(data);
    };
    if (worker) worker.postMessage(message, [port2]);
    else reject(new Error("this browser keeps nothing for this site"));
  });
}
