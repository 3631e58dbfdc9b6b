// What a process has used so far.

/** Processor time in milliseconds, user and system together, and the most memory it ever had. */
export function usageNow() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, maxResidentMiB: maxRSS / 1024 };
}
