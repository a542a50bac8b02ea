# Reads ../data/paired_cases.csv, prints what R says of each case, 17 significant digits.
# Rscript paired.R > paired.txt
suppressMessages({ library(coin); library(exactRankTests) })
cat("#", R.version.string, "\n")
for (p in c("coin", "exactRankTests")) cat("#", p, as.character(packageVersion(p)), "\n")
cat("case,quantity,value\n")
cases <- read.csv("../data/paired_cases.csv", colClasses = "character")
for (i in seq_len(nrow(cases))) {
  d <- as.numeric(strsplit(cases$differences[i], " ")[[1]])
  n <- length(d)
  say <- function(quantity, value)
    cat(sprintf("%s,%s,%.17g\n", cases$case[i], quantity, as.numeric(value)), sep = "")
  say("n", n)
  say("mean", mean(d)); say("median", median(d)); say("sd", sd(d))
  if (length(unique(d)) > 1) for (level in c(0.8, 0.9, 0.95, 0.99)) {
    test <- t.test(d, conf.level = level)
    say(sprintf("t_lower_%g", level), test$conf.int[1])
    say(sprintf("t_upper_%g", level), test$conf.int[2])
    if (level == 0.95) {
      say("t", test$statistic); say("t_df", test$parameter); say("t_p", test$p.value)
      say("t_se", test$stderr)
    }
  }
  if (any(d != 0)) {
    say("T_wilcoxon", sum(rank(abs(d[d != 0]))[d[d != 0] > 0]))
    say("p_exactRankTests", wilcox.exact(d, exact = TRUE)$p.value)
    for (zeros in c("Wilcoxon", "Pratt"))
      say(paste0("p_coin_", tolower(zeros)), pvalue(wilcoxsign_test(
        d ~ rep(0, n), zero.method = zeros, distribution = exact(algorithm = "shift"))))
    # What base R answers when asked for an exact p: for the table in docs/methods.md, not a goal.
    say("p_stats_asked_exact", suppressWarnings(wilcox.test(d, exact = TRUE)$p.value))
    hl <- suppressWarnings(try(wilcox.test(d, exact = TRUE, conf.int = TRUE)$estimate,
                               silent = TRUE))
    if (!inherits(hl, "try-error")) say("hl_stats", hl)
  }
  pairs <- outer(d, d, "+") / 2
  walsh <- sort(pairs[lower.tri(pairs, diag = TRUE)])
  say("hl", median(walsh))
  # Untied order statistics; base R's signrank knows the null distribution.
  for (level in c(0.8, 0.9, 0.95, 0.99)) {
    k <- sum(psignrank(0:(n * (n + 1) / 2), n) <= (1 - level) / 2)
    if (k > 0) {
      say(sprintf("hl_lower_%g", level), walsh[k])
      say(sprintf("hl_upper_%g", level), walsh[length(walsh) + 1 - k])
      say(sprintf("hl_coverage_%g", level), 1 - 2 * psignrank(k - 1, n))
    }
  }
}
