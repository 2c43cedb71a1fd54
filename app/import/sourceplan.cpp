#include "app/base/text.h"
#include "app/import/sourceimport.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace faultline {

namespace {

std::string nameFor(const Input& input, const ImportRequest& request)
{
    if (!request.name.empty())
        return request.name;
    const std::string& path = input.path();
    const std::size_t cut = path.find_last_of('/', path.find('!'));
    return cut == std::string::npos ? path : path.substr(cut + 1);
}

std::string optionsJson(const ImportRequest& request)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    const ImportOptions& options = request.options;
    if (!request.format.empty())
        json["format"] = request.format;
    if (options.zone)
        json["zone"] = options.zone->name();
    if (options.year)
        json["year"] = *options.year;
    if (options.anchor)
        json["anchor"] = nameOf(*options.anchor);
    if (!options.logFormat.empty())
        json["log_format"] = options.logFormat;
    for (const auto& [field, column] : options.columns)
        json["map"][field] = column;
    if (!request.keepRaw)
        json["raw"] = false;
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string describe(const std::vector<Candidate>& candidates, const Importer& chosen, bool forced)
{
    std::string text = forced ? "chosen by the user" : "";
    for (const Candidate& candidate : candidates) {
        const std::string opinion = std::string(candidate.importer->info().id) + " ("
            + std::to_string(candidate.detection.confidence) + " %): " + candidate.detection.reason;
        if (candidate.importer == &chosen && !forced)
            text = opinion;
        else if (text.find("; next ") == std::string::npos)
            text += "; next " + opinion;
    }
    return text;
}

void settleAnchor(SourcePlan& plan, Anchor ofFormat, const ImportOptions& options)
{
    plan.source.anchor = plan.detection.anchor;
    plan.source.anchorBasis = plan.detection.anchorBasis;
    if (ofFormat != Anchor::Unknown && plan.detection.anchor == Anchor::Unknown) {
        plan.source.anchor = ofFormat;
        plan.source.anchorBasis = Basis::Specification;
    }
    if (options.anchor) {
        plan.source.anchor = *options.anchor;
        plan.source.anchorBasis = Basis::Stated;
    }
}

}    // namespace

Result<SourcePlan> planSource(const Input& input, const SourceProbe& probe, const ImporterRegistry& registry,
                              const ImportRequest& request, const TimeZone& caseZone)
{
    SourcePlan plan;
    plan.formats = &registry;
    const std::string what = "Cannot import " + withVisibleControls(input.path());
    if (!request.format.empty()) {
        plan.importer = registry.find(request.format);
        if (plan.importer == nullptr)
            return Error{ErrorKind::Usage, what, "There is no format '" + request.format + "'",
                         "'faultline-cli formats' lists them"};
        plan.detection = plan.importer->detect(probe.head());
    } else if (!request.options.logFormat.empty()) {
        for (const auto& importer : registry.importers()) {
            if (importer->claimsLogFormat(request.options.logFormat))
                plan.importer = importer.get();
        }
        if (plan.importer == nullptr)
            return Error{ErrorKind::Usage, what, "The pasted format holds neither $variables of nginx nor %directives of Apache nor named groups (?P<time>...)",
                         "Paste the whole line, in single quotes"};
    } else {
        if (!anyFits(probe.candidates())) {
            const std::string start = shortened(withVisibleControls(probe.bytes().substr(0, 80)), 60);
            return Error{ErrorKind::InputUnreadable, what,
                         whyNoneFits(probe.candidates()) + "; it begins with \"" + start + "\"",
                         howToForce(probe.candidates())};
        }
        plan.importer = probe.candidates().front().importer;
        plan.detection = probe.candidates().front().detection;
    }
    if (plan.importer->needsLogFormat() && request.options.logFormat.empty())
        return Error{ErrorKind::Usage, what, "The format '" + std::string(plan.importer->info().id) + "' needs the pasted format",
                     "Add --log-format '...'"};

    const auto anchor = plan.importer->anchorFor(request.options);
    if (!anchor) {
        Error error = anchor.error();
        error.kind = ErrorKind::Usage;
        return error;
    }

    plan.time.zone = request.options.zone.value_or(caseZone);
    plan.time.zoneBasis = request.options.zone ? Basis::Stated : Basis::Assumed;
    plan.time.year = request.options.year;
    if (const auto modified = input.modifiedNs())
        plan.time.reference = timestampFrom(*modified);

    Source& source = plan.source;
    source.name = withVisibleControls(nameFor(input, request));
    source.path = input.path();
    source.format = std::string(plan.importer->info().id);
    source.options = optionsJson(request);
    source.detection = describe(probe.candidates(), *plan.importer, !request.format.empty());
    source.wrapper = probe.wrapperText(input);
    source.zone = plan.time.zone.name();
    source.zoneBasis = plan.time.zoneBasis;
    source.importerVersion = plan.importer->info().version;
    source.importedAt = std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now());
    settleAnchor(plan, *anchor, request.options);
    return plan;
}

}    // namespace faultline
