# Columns of R's model.matrix: names, order and coding, for many shapes of formula.
frame <- expand.grid(a = c("p", "q", "r"), b = c("u", "v"), w = c(1, 2, 4), k = 1:2,
                     stringsAsFactors = TRUE)
frame$x <- (seq_len(nrow(frame)) * 7) %% 11 / 4
frame$z <- (seq_len(nrow(frame)) * 5) %% 13 - 6
frame$weight <- (seq_len(nrow(frame)) * 3) %% 17
formulas <- c(
  "y ~ 1", "y ~ a", "y ~ 0 + a", "y ~ 0 + a + b", "y ~ 0 + x + a + b", "y ~ a + b", "y ~ a * b",
  "y ~ b + a + a:b", "y ~ a:b", "y ~ 0 + a:b", "y ~ a + a:b", "y ~ a / b",
  "y ~ a:b + b", "y ~ a * b - a", "y ~ x + a:x", "y ~ a:x", "y ~ a + a:x", "y ~ a * x * z",
  "y ~ (a + b + x)^2", "y ~ x * z", "y ~ x:z", "y ~ factor(w)", "y ~ a * factor(w)",
  "y ~ factor(w) + w:x", "y ~ a + b + a:b:x", "y ~ a * b * factor(w)", "y ~ a:b:factor(w) + a",
  "y ~ 0 + a * b", "y ~ -1 + x + b:a", "y ~ x + b * a - 1",
  "y ~ 0 + x + a:x", "y ~ 0 + x", "y ~ 0 + x + x:a + x:b", "y ~ 0 + x:a + b"
)
cat("# ", R.version.string, "\n", sep = "")
cat("formula,column,sum,weighted\n")
for (text in formulas) {
  terms <- delete.response(terms(as.formula(text)))
  matrix <- model.matrix(terms, frame)
  for (name in colnames(matrix))
    cat(sprintf("\"%s\",\"%s\",%.17g,%.17g\n", text, name, sum(matrix[, name]),
                sum(matrix[, name] * frame$weight)))
}
