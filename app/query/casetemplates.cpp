#include "app/query/casetemplates.h"

#include "app/query/breakdownscan.h"
#include "app/query/templatelearner.h"

namespace faultline {

namespace {

struct CaseTemplates {
    UrlTemplates templates;
    std::optional<Error> error;
};

std::vector<std::string> textsOf(const KeptTemplates& kept)
{
    std::vector<std::string> texts;
    for (const LearnedTemplate& one : kept.learned)
        texts.push_back(one.text);
    return texts;
}

CaseTemplates templatesFor(SegmentReader& reader)
{
    Result<KeptTemplates> kept = reader.keptTemplates();
    if (!kept)
        return {{}, kept.error()};
    if (!kept->learned.empty())
        return {UrlTemplates(textsOf(*kept), std::move(kept->rules)), {}};
    const auto learned = learnedFromCase(reader);
    if (!learned)
        return {{}, learned.error()};
    return {UrlTemplates(*learned, std::move(kept->rules)), {}};
}

}    // namespace

Result<std::vector<std::string>> learnedFromCase(SegmentReader& reader)
{
    const FilterContext context;
    const BreakdownRequest everything;
    const TaskControl control;
    const auto scan = BreakdownScan::run(reader, context, everything, control, BreakdownScan::Measures::Counts);
    if (!scan)
        return scan.error();
    std::vector<PathCount> paths;
    paths.reserve((*scan)->rows().size());
    for (const ScanRow& row : (*scan)->rows()) {
        if (!row.isAbsent)
            paths.push_back({row.text, row.count});
    }
    return learnTemplates(paths);
}

Result<std::shared_ptr<const UrlTemplates>> caseTemplates(SegmentReader& reader)
{
    const auto paths = reader.dictionary(Field::Path);
    if (!paths)
        return paths.error();
    const auto known = (*paths)->derived<CaseTemplates>([&reader] { return templatesFor(reader); });
    if (known->error)
        return *known->error;
    return std::shared_ptr<const UrlTemplates>(known, &known->templates);
}

Result<TemplateChange> keepTemplates(Database& database, const std::string& who)
{
    SegmentReader reader(database);
    const auto learned = learnedFromCase(reader);
    if (!learned)
        return learned.error();
    const Result<KeptTemplates> kept = reader.keptTemplates();
    if (!kept)
        return kept.error();
    TemplateEditor editor(database, who);
    if (kept->learned.empty())
        return editor.setLearned(*learned);
    return editor.addLearned(UrlTemplates(textsOf(*kept)).additionsFrom(*learned));
}

Result<TemplateChange> relearnTemplates(Database& database, const std::string& who)
{
    SegmentReader reader(database);
    const auto learned = learnedFromCase(reader);
    if (!learned)
        return learned.error();
    return TemplateEditor(database, who).setLearned(*learned);
}

}    // namespace faultline
