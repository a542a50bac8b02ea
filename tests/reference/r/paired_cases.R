# Makes ../data/paired_cases.csv: named published differences, and drawn ones with ties and zeros.
# Rscript paired_cases.R > ../data/paired_cases.csv
set.seed(20261123)
say <- function(name, source, d)
  cat(sprintf('%s,"%s",%s\n', name, source, paste(format(d, digits = 15, trim = TRUE,
      drop0trailing = TRUE, scientific = FALSE), collapse = " ")))
cat("case,source,differences\n")
infliximab <- "13 patients of the infliximab pilot (Dastmalchi et al, Ann Rheum Dis); complete pairs"
say("infliximab_mmt8", infliximab, c(4, 7, 1, -1, 8, -5, 8, 6, 4))
say("infliximab_ck", infliximab, c(-0.5, 2, 12.8, 3.7, 0.9, -0.6, -0.2, -0.8, -0.1))
say("infliximab_fi", infliximab, c(8, 5, 2, -7, 0, 1, 8, 1, -5))
say("hollander_wolfe_depression", "R stats::wilcox.test; Hollander and Wolfe 1973 p 29",
    c(0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01))
say("darwin_zea", "Darwin 1876; Fisher 1935",
    c(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48))
say("sleep", "Student 1908; R datasets::sleep", c(1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4))
say("all_tied_positive", "made", rep(3, 8))
say("all_tied_mixed", "made", c(2, 2, -2, 2, 2, -2, 2, 2, 2, 2))
say("one_nonzero", "made", c(0, 0, 0, 0, 0, 0, -4))
say("half_zeros", "made", c(0, 0, 0, 0, 0, -3, -5, -2, -2, 1))
say("centered", "made", c(-3, -2, -1, 1, 2, 3))
say("five_all_down", "made", c(-5, -9, -2, -7, -1))
say("six_all_down", "made", c(-5, -9, -2, -7, -1, -4))
say("ten_all_down", "made", c(-12, -18, -19, -3, -16, -11, -5, -14, -17, -8))
say("two", "made", c(1.5, -0.25))
say("big_and_small", "made", c(1000000, -0.001, 0.002, 30, -45, 45, 0.002, 7))
for (n in c(2:16, 18, 20, 22, 25, 28, 31, 35, 40, 45, 50)) {
  say(sprintf("score_%d", n), "drawn: whole numbers with ties and zeros",
      round(rnorm(n, -1.5, 3)))
  say(sprintf("coarse_%d", n), "drawn: -2 to 2", sample(-2:2, n, replace = TRUE,
      prob = c(.3, .2, .2, .2, .1)))
  say(sprintf("measured_%d", n), "drawn: three decimals, few ties", round(rnorm(n, 0.4, 1), 3))
}
