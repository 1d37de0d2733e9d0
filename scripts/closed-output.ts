// Who wants only the first lines (`… | head`) closes our output: that ends a command quietly, as it does others.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
