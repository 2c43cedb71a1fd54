#include "ui/analysis/kept.h"

#include "app/analysis/seriescandidate.h"
#include "app/timeline/evidencereference.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <algorithm>

namespace faultline {

namespace {

/// What a piece of evidence is about, whatever the window.
std::string aboutOf(const Evidence& evidence)
{
    if (const auto window = windowOf(evidence); window && (window->kind || !window->filter.empty()))
        return "records " + (window->kind ? std::string(nameOf(*window->kind)) : std::string()) + ' ' + window->filter;
    if (const auto series = seriesOf(evidence))
        return "series " + std::to_string(series->seriesId);
    return std::string(nameOf(evidence.kind)) + ' ' + evidence.reference;
}

bool sharesSubject(const std::vector<Evidence>& known, const std::vector<Evidence>& found)
{
    return std::any_of(found.begin(), found.end(), [&](const Evidence& one) {
        return std::any_of(known.begin(), known.end(), [&](const Evidence& each) { return aboutOf(each) == aboutOf(one); });
    });
}

QString longTitle(const Finding& finding, const TimeZone& zone)
{
    const QString more = finding.records && finding.records->kind ? toQString(recordNoun(*finding.records->kind)) : instantText(finding.at, zone);
    return QStringLiteral("%1 (%2)").arg(finding.subject, more);
}

}    // namespace

const Hypothesis* keptAs(const std::vector<Hypothesis>& suspects, const Finding& finding, const TimeZone& zone)
{
    const std::string title = toStd(finding.subject);
    const std::string longer = toStd(longTitle(finding, zone));
    const auto known = std::find_if(suspects.begin(), suspects.end(), [&](const Hypothesis& each) {
        const bool isIdea = each.supporting.empty() && each.opposing.empty();    // typed by somebody: the name is all there is
        return (each.title == title || each.title == longer)
            && (isIdea || sharesSubject(each.supporting, finding.evidence) || sharesSubject(each.opposing, finding.evidence));
    });
    return known == suspects.end() ? nullptr : &*known;
}

QString titleToKeep(const std::vector<Hypothesis>& suspects, const Finding& finding, const TimeZone& zone)
{
    const std::string title = toStd(finding.subject);
    const bool isTaken = std::any_of(suspects.begin(), suspects.end(), [&](const Hypothesis& each) { return each.title == title; });
    return isTaken ? longTitle(finding, zone) : finding.subject;
}

}    // namespace faultline
