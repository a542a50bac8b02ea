# Prints poisson.test's rate and limits, 17 significant digits.
# Rscript rates.R > rates.txt
cat("#", R.version.string, "\n")
cat("events,time,level,rate,lower,upper\n")
for (events in c(0, 1, 2, 3, 5, 10, 17, 50, 100, 523, 2000)) {
  for (time in c(0.25, 1, 4.6, 37.125, 5000)) {
    for (level in c(0.8, 0.9, 0.95, 0.99)) {
      found <- poisson.test(events, time, conf.level = level)
      cat(paste(sprintf("%.17g", c(events, time, level, found$estimate, found$conf.int)),
                collapse = ","), "\n", sep = "")
    }
  }
}
