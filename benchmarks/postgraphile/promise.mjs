// Node 20 lacks Promise.withResolvers, which PostGraphile 5 calls; from Node 22 on this does nothing.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new this((yes, no) => ((resolve = yes), (reject = no)));
  return { promise, resolve, reject };
};
