#include "app/export/timelineexport.h"

#include "app/base/text.h"
#include "app/export/redaction.h"
#include "app/export/timelinetable.h"

#include <algorithm>

namespace faultline {

bool fromName(std::string_view name, TimelineFormat& value)
{
    if (name == "markdown" || name == "md")
        value = TimelineFormat::Markdown;
    else if (name == "csv")
        value = TimelineFormat::Csv;
    else if (name == "tsv")
        value = TimelineFormat::Tsv;
    else if (name == "html")
        value = TimelineFormat::Html;
    else if (name == "json")
        value = TimelineFormat::Json;
    else
        return false;
    return true;
}

const std::vector<std::string>& timelineColumns()
{
    static const std::vector<std::string> names = {"time",  "start", "end",   "time_text", "precision", "type",
                                                   "title", "body",  "owner", "tags",      "section",   "evidence"};
    return names;
}

Result<std::vector<std::string>> parseTimelineColumns(std::string_view text)
{
    const std::vector<std::string>& known = timelineColumns();
    std::vector<std::string> columns;
    for (const std::string_view part : split(text, ',')) {
        const std::string name(trimmed(part));
        if (name.empty())
            continue;
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            std::string list;
            for (const std::string& one : known)
                list += (list.empty() ? "" : ", ") + one;
            return Error{ErrorKind::Usage, "Unknown timeline column \"" + withVisibleControls(shortened(name, 40)) + "\"", "",
                         "The columns are " + list};
        }
        if (std::find(columns.begin(), columns.end(), name) == columns.end())
            columns.push_back(name);
    }
    return columns;
}

namespace {

std::string exported(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options)
{
    const auto table = [&](SectionStyle usual) { return timelineTable(entries, options, options.sections.value_or(usual)); };
    const auto suspects = [&] { return hypothesisTable(options.hypotheses, options.zones.empty() ? TimeZone::utc() : options.zones.front()); };
    switch (options.format) {
    case TimelineFormat::Markdown:
        return markdownTable(table(SectionStyle::Groups))
               + (options.hypotheses.empty() ? "" : "\n## " + std::string(hypothesisHeading) + "\n\n" + markdownTable(suspects()));
    case TimelineFormat::Csv: return separatedTable(table(SectionStyle::Column), ',', options.guard);
    case TimelineFormat::Tsv: return separatedTable(table(SectionStyle::Column), '\t', options.guard);
    case TimelineFormat::Html:
        return htmlPage(table(SectionStyle::Groups), options.title, options.hypotheses.empty() ? TimelineTable() : suspects());
    case TimelineFormat::Json: return timelineJson(entries, options);
    }
    return {};
}

}    // namespace

std::string exportTimeline(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options)
{
    if (options.redaction == Redaction::None)
        return exported(entries, options);
    std::vector<TimelineEntry> masked;
    masked.reserve(entries.size());
    for (const TimelineEntry& entry : entries)
        masked.push_back(redacted(entry));
    TimelineExportOptions plain = options;
    for (Evidence& evidence : plain.evidence)
        evidence = redacted(std::move(evidence));
    for (Hypothesis& hypothesis : plain.hypotheses)
        hypothesis = redacted(std::move(hypothesis));
    return exported(masked, plain);
}

}    // namespace faultline
