// Whoever reads the output may stop early (`alongside sources | head`): that is no failure, and what a command does goes on without it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
