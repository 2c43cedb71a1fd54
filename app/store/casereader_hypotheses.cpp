// The suspects that were kept.
#include "app/store/casereader.h"
#include "app/store/rowcheck.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::string_view sqlVersion = "PRAGMA user_version";
constexpr std::int64_t firstVersion = 2;    // with suspects
constexpr std::string_view sqlHypotheses =
    "SELECT id, title, status, reason, method, begin_ns, end_ns, position FROM hypothesis ORDER BY position, id";
constexpr std::string_view sqlEvidence =
    "SELECT id, hypothesis_id, kind, reference, caption, side FROM hypothesis_evidence ORDER BY hypothesis_id, id";

Hypothesis readHypothesis(const Statement&, RowCheck& check)
{
    Hypothesis hypothesis;
    hypothesis.id = check.integer(0);
    hypothesis.title = check.text(1);
    hypothesis.status = check.name<HypothesisStatus>(2);
    hypothesis.reason = check.text(3);
    hypothesis.method = check.text(4);
    hypothesis.window = {check.time(5), check.time(6)};
    hypothesis.position = check.integer(7);
    if (hypothesis.window.end < hypothesis.window.begin)
        check.fail();
    return hypothesis;
}

struct SidedEvidence {
    Evidence evidence;
    bool isFor = false;
};

SidedEvidence readSided(const Statement&, RowCheck& check)
{
    SidedEvidence sided;
    sided.evidence.id = check.integer(0);
    sided.evidence.entryId = check.integer(1);
    sided.evidence.kind = check.name<EvidenceKind>(2);
    sided.evidence.reference = check.text(3);
    sided.evidence.caption = check.text(4);
    const std::string side = check.text(5);
    sided.isFor = side == "for";
    if (!sided.isFor && side != "against")
        check.fail();
    return sided;
}

}    // namespace

Result<std::vector<Hypothesis>> CaseReader::hypotheses()
{
    const auto version = readRows<std::int64_t>(m_database.prepare(sqlVersion), m_unreadableRows,
                                                [](const Statement&, RowCheck& check) { return check.integer(0); });
    if (!version)
        return version.error();
    if (version->empty() || version->front() < firstVersion)
        return std::vector<Hypothesis>();    // an older case that is only read
    auto all = readRows<Hypothesis>(m_database.prepare(sqlHypotheses), m_unreadableRows, readHypothesis);
    if (!all)
        return all;
    auto evidence = readRows<SidedEvidence>(m_database.prepare(sqlEvidence), m_unreadableRows, readSided);
    if (!evidence)
        return evidence.error();
    for (SidedEvidence& one : *evidence) {
        const auto owner = std::find_if(all->begin(), all->end(), [&](const Hypothesis& each) { return each.id == one.evidence.entryId; });
        if (owner != all->end())
            (one.isFor ? owner->supporting : owner->opposing).push_back(std::move(one.evidence));
    }
    return all;
}

}    // namespace faultline
