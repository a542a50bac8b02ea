# Sign-flip permutation of the mean: every subset written out, and exactRankTests where it can.
# Reads ../data/paired_cases.csv. Rscript permutation.R > permutation.txt
suppressMessages(library(exactRankTests))
cat("#", R.version.string, "\n# exactRankTests", as.character(packageVersion("exactRankTests")), "\n")
cat("case,quantity,value\n")
cases <- read.csv("../data/paired_cases.csv", colClasses = "character")
for (i in seq_len(nrow(cases))) {
  text <- strsplit(cases$differences[i], " ")[[1]]
  d <- as.numeric(text)
  n <- length(d)
  say <- function(quantity, value)
    cat(sprintf("%s,%s,%.17g\n", cases$case[i], quantity, as.numeric(value)), sep = "")
  # Whole numbers in the last decimal that anybody wrote, so that equal sums are equal.
  decimals <- max(nchar(sub("^[^.]*[.]?", "", text)))
  whole <- round(d * 10^decimals)
  if (n <= 18) {
    sums <- 0; sizes <- 0
    for (w in whole) { sums <- c(sums, sums + w); sizes <- c(sizes, sizes + 1) }
    total <- sum(whole)
    say("p_all_signs", mean(abs(total - 2 * sums) >= abs(total)))
    means <- sort((sums / sizes)[-1])
    for (level in c(0.8, 0.9, 0.95, 0.99)) {
      k <- floor(2^n * (1 - level) / 2)
      if (k >= 1) {
        say(sprintf("lower_%g", level), means[k] / 10^decimals)
        say(sprintf("upper_%g", level), rev(means)[k] / 10^decimals)
      }
    }
  }
  # Zeros have no sign there: left out, which does not change p.
  kept <- whole[whole != 0]
  if (length(kept) > 1 && sum(abs(kept)) < 5000)
    say("p_exactRankTests", perm.test(kept, rep(0, length(kept)), paired = TRUE, exact = TRUE)$p.value)
}
