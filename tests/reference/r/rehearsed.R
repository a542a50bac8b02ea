# Reads the ADaM of a rehearsed study in ../data/rehearsed, prints what R finds for each result id.
# Rscript rehearsed.R > rehearsed.txt
suppressMessages({ library(nlme); library(coin); library(exactRankTests) })
cat("#", R.version.string, "\n")
for (p in c("nlme", "coin", "exactRankTests")) cat("#", p, as.character(packageVersion(p)), "\n")
cat("result_id,value\n")
say <- function(id, value) cat(sprintf("%s,%.17g\n", id, as.numeric(value)), sep = "")
get <- function(name) read.csv(file.path("../data/rehearsed", name), na.strings = "",
                               colClasses = c(SUBJID = "character"))
adsl <- get("adsl.csv"); adqs <- get("adqs.csv"); adae <- get("adae.csv"); adex <- get("adex.csv")
adgc <- get("adgc.csv"); adice <- get("adice.csv")
enrolled <- adsl$SUBJID[adsl$ENRLFL == "Y"]
treated <- adsl$SUBJID[adsl$SAFFL == "Y"]

at <- function(param, visit, flag = "ANL01FL") {
  rows <- adqs[adqs$PARAMCD == param & !is.na(adqs$AVISIT) & adqs$AVISIT == visit &
               !is.na(adqs[[flag]]) & adqs$ENRLFL == "Y", ]
  rows[order(rows$SUBJID), ]
}
described <- function(id, x) {
  say(paste0(id, ".mean"), mean(x)); say(paste0(id, ".sd"), sd(x))
  say(paste0(id, ".median"), median(x)); say(paste0(id, ".min"), min(x))
  say(paste0(id, ".max"), max(x))
}
three <- function(id, value, limits) {
  say(paste0(id, ".estimate"), value)
  say(paste0(id, ".lower"), limits[1]); say(paste0(id, ".upper"), limits[2])
}
student <- function(id, x, test = FALSE) {
  found <- t.test(x)
  say(paste0(id, ".n"), length(x)); described(id, x)
  three(id, found$estimate, found$conf.int); say(paste0(id, ".df"), found$parameter)
  if (test) say(paste0(id, ".p"), found$p.value)
}
changes <- function(param, visit) { x <- at(param, visit)$CHG; x[!is.na(x)] }

# ---- the primary outcome and what stands beside it
d24 <- changes("CDASIACT", "week_24"); d12 <- changes("CDASIACT", "week_12")
student("change_week_24", d24, TRUE); student("change_week_12", d12)
back <- at("CDASIACT", "week_24", "ANL02FL")$CHG
student("return_to_baseline_week_24", back[!is.na(back)], TRUE)

ranks <- function(id, d, test) {
  n <- length(d); pairs <- outer(d, d, "+") / 2
  walsh <- sort(pairs[lower.tri(pairs, diag = TRUE)])
  k <- sum(psignrank(0:(n * (n + 1) / 2), n) <= 0.025)
  three(id, median(walsh), c(walsh[k], walsh[length(walsh) + 1 - k]))
  say(paste0(id, ".coverage"), 1 - 2 * psignrank(k - 1, n))
  if (test) say(paste0(id, ".p"), wilcox.exact(d, exact = TRUE)$p.value)
}
ranks("signed_rank_week_24", d24, TRUE); ranks("signed_rank_week_12", d12, FALSE)

signs <- as.matrix(expand.grid(rep(list(0:1), length(d24))))
sums <- signs %*% d24 - (1 - signs) %*% d24
say("sign_flip_week_24.p", mean(abs(sums) >= abs(sum(d24)) - 1e-9))
means <- sort(((signs %*% d24) / rowSums(signs))[rowSums(signs) > 0])
k <- floor(0.025 * 2^length(d24))
three("sign_flip_week_24", mean(d24), c(means[k], means[length(means) + 1 - k]))

effect <- function(id, d) {
  n <- length(d); df <- n - 1; t <- mean(d) / sd(d) * sqrt(n)
  j <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  limit <- function(tail) uniroot(function(c) pt(abs(t), df, c) - tail,
                                  abs(t) + c(-6, 6), tol = 1e-13)$root / sqrt(n)
  ends <- sign(t) * c(limit(0.975), limit(0.025))
  three(id, j * mean(d) / sd(d), sort(ends))
}
effect("effect_size_week_24", d24)

# ---- every other outcome of the record
measures <- list(
  imacs_change = c(PHGA = "physician_global", PTGA = "patient_global",
    EXTRAMUS = "extramuscular_global", MMT8 = "muscle_strength", HAQDI = "disability_index",
    ENZMULT = "enzyme_multiple"),
  sf36_change = c(SF36PF = "sf36_physical_functioning", SF36RP = "sf36_role_physical",
    SF36BP = "sf36_bodily_pain", SF36GH = "sf36_general_health", SF36VT = "sf36_vitality",
    SF36SF = "sf36_social_functioning", SF36RE = "sf36_role_emotional",
    SF36MH = "sf36_mental_health", SF36PCS = "sf36_physical_summary",
    SF36MCS = "sf36_mental_summary"),
  dlqi_change = c(DLQI = "dlqi"), glucocorticoid_change = c(PREDEQ = "prednisone_equivalent"))
for (family in names(measures)) for (code in names(measures[[family]])) {
  name <- measures[[family]][[code]]
  for (visit in c("week_12", "week_24"))
    student(paste(family, name, visit, sep = "."), changes(code, visit))
  if (family != "glucocorticoid_change")
    effect(paste("standardized_change", name, "week_24", sep = "."), changes(code, "week_24"))
}
effect("standardized_change.cdasi_activity.week_24", d24)

# ---- responders: after rescue, prohibited medication or death not improved
failed <- function(row) any(adice$SUBJID == row$SUBJID & adice$ASTDT < row$ADT &
                            adice$ICECAT %in% c("rescue", "prohibited_medication", "death"))
proportion <- function(id, x, n) {
  say(paste0(id, ".count"), x); say(paste0(id, ".denominator"), n)
  three(id, x / n, binom.test(x, n)$conf.int)
}
rows <- at("CDASIACT", "week_24"); rows <- rows[!is.na(rows$CHG), ]
spoiled <- sapply(seq_len(nrow(rows)), function(i) failed(rows[i, ]))
n <- length(enrolled); seen <- nrow(rows)
x40 <- sum(-rows$CHG >= 0.4 * rows$BASE - 1e-9 & !spoiled)
for (name in c("40_percent", "4_points", "5_points")) {
  x <- switch(name, "40_percent" = x40, "4_points" = sum(-rows$CHG >= 4 & !spoiled),
              "5_points" = sum(-rows$CHG >= 5 & !spoiled))
  proportion(paste0("improved_", name, "_all"), x, n)
  proportion(paste0("improved_", name, "_observed"), x, seen)
}
three("improved_40_percent_all_wilson", x40 / n, prop.test(x40, n, correct = FALSE)$conf.int)
mid <- function(p, high) {
  tail <- if (high) pbinom(x40, n, p) else 1 - pbinom(x40 - 1, n, p)
  tail - dbinom(x40, n, p) / 2 - 0.025
}
three("improved_40_percent_all_mid_p", x40 / n,
      c(uniroot(mid, c(1e-9, 1 - 1e-9), high = FALSE, tol = 1e-15)$root,
        uniroot(mid, c(1e-9, 1 - 1e-9), high = TRUE, tol = 1e-15)$root))
three("posterior_40_percent", (x40 + 1) / (n + 2), qbeta(c(0.025, 0.975), x40 + 1, n - x40 + 1))
say("posterior_40_percent.above", 1 - pbeta(0.5, x40 + 1, n - x40 + 1))
for (visit in c("week_12", "week_24")) {
  rows <- at("TIS", visit); rows <- rows[!is.na(rows$AVAL), ]
  spoiled <- sapply(seq_len(nrow(rows)), function(i) failed(rows[i, ]))
  for (name in c("minimal", "moderate", "major")) {
    limit <- c(minimal = 20, moderate = 40, major = 60)[[name]]
    proportion(paste(paste0(name, "_response"), "total_improvement", visit, sep = "."),
               sum(rows$AVAL >= limit & !spoiled), n)
  }
}

# ---- around treatment
both <- function(one, other) {
  found <- merge(at("CDASIACT", one)[c("SUBJID", "AVAL")],
                 at("CDASIACT", other)[c("SUBJID", "AVAL")], by = "SUBJID")
  x <- found$AVAL.y - found$AVAL.x; x[!is.na(x)]
}
for (pair in list(c("screening", "baseline"), c("baseline", "week_4"))) {
  x <- both(pair[1], pair[2])
  three(paste("mean_regression", pair[1], "to", pair[2], sep = "."), mean(x), t.test(x)$conf.int)
}
x <- both("week_24", "follow_up")
proportion("relapse", sum(x >= 4), length(x)); three("relapse.change", mean(x), t.test(x)$conf.int)

# ---- repeated measures: AR(5) over six visits is Toeplitz, and varIdent frees the variances
course <- c("week_4", "week_8", "week_12", "week_16", "week_20", "week_24")
long <- do.call(rbind, lapply(course, function(v) at("CDASIACT", v)))
long <- long[!is.na(long$CHG), ]
long$AVISIT <- factor(long$AVISIT, course); long$place <- as.integer(long$AVISIT)
long <- long[order(long$SUBJID, long$place), ]
fit <- gls(CHG ~ 0 + AVISIT + AVISIT:BASE, data = long, method = "REML",
           correlation = corARMA(form = ~ place | SUBJID, p = 5),
           weights = varIdent(form = ~ 1 | AVISIT),
           control = glsControl(tolerance = 1e-10, msTol = 1e-12, maxIter = 500, msMaxIter = 500))
mmrm <- "mmrm.cdasi_activity.week_24"
say(paste0(mmrm, ".log_likelihood"), as.numeric(logLik(fit, REML = TRUE)))
beta <- coef(fit); base <- mean(long$BASE)
for (i in seq_along(course)) say(paste(mmrm, course[i], "estimate", sep = "."),
                                 beta[i] + base * beta[length(course) + i])

# ---- safety: exact Poisson intervals of base R
sums <- adex[adex$PARCAT1 == "OVERALL", ]
risk <- setNames(sums$AVAL[sums$PARAMCD == "RISKDAYS"], sums$SUBJID[sums$PARAMCD == "RISKDAYS"])
risk <- risk[treated]
first <- setNames(as.Date(adsl$TRTSDT), adsl$SUBJID)
rates <- function(id, events) {
  proportion(id, length(unique(events$SUBJID)), length(treated))
  say(paste0(id, ".events"), nrow(events))
  left <- risk
  for (i in seq_len(nrow(events))) {
    code <- events$SUBJID[i]
    left[code] <- min(left[code], as.numeric(as.Date(events$ASTDT[i]) - first[code]) + 1)
  }
  for (part in c("rate", "incidence")) {
    count <- if (part == "rate") nrow(events) else length(unique(events$SUBJID))
    years <- sum(if (part == "rate") risk else left) / 365.25
    found <- poisson.test(count, years)
    say(paste(id, part, "denominator", sep = "."), years)
    three(paste(id, part, sep = "."), 100 * count / years, 100 * found$conf.int)
  }
}
emergent <- adae[adae$TRTEMFL == "Y" & adae$SUBJID %in% treated, ]
rates("adverse_events.any", emergent)
rates("adverse_events.related", emergent[!is.na(emergent$RELFL), ])
rates("adverse_events.serious", emergent[emergent$AESER == "Y", ])
rates("adverse_events.grade_3_or_more", emergent[emergent$AETOXGRN >= 3, ])
for (code in c(treatment_days = "TRTDUR", days_on_drug = "DOSDAYS", days_held = "HELDDAYS",
               cumulative_dose = "CUMDOSE", dose_intensity = "AVGDOSE",
               relative_dose_intensity = "RELINT", days_at_risk = "RISKDAYS"))
  described(paste0("exposure.", c(TRTDUR = "treatment_days", DOSDAYS = "days_on_drug",
    HELDDAYS = "days_held", CUMDOSE = "cumulative_dose", AVGDOSE = "dose_intensity",
    RELINT = "relative_dose_intensity", RISKDAYS = "days_at_risk")[[code]]),
    sums$AVAL[sums$PARAMCD == code])
for (visit in c("week_12", "week_24")) {
  dose <- adgc[adgc$PARAMCD == "GCDOSE" & adgc$AVISIT == visit & !is.na(adgc$CHG), ]
  described(paste0("glucocorticoids.", visit, ".change"), dose$CHG)
  proportion(paste0("glucocorticoids.", visit, ".fall_25"), sum(-dose$CHG >= 0.25 * dose$BASE),
             nrow(dose))
}
