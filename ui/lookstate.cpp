#include "ui/lookstate.h"

#include "app/timeline/evidencereference.h"
#include "ui/casecontents.h"
#include "ui/convert.h"

namespace faultline {

Evidence evidenceOf(const EvidenceRequest& request)
{
    const std::string caption = toStd(request.caption);
    if (request.sourceId && request.line)
        return evidenceOf(LineReference{*request.sourceId, *request.line}, caption);
    return evidenceOf(WindowReference{request.window, request.kind, request.filter}, caption);
}

std::optional<EvidenceRequest> requestOf(const Evidence& evidence, const CaseContents& contents)
{
    EvidenceRequest request;
    request.caption = toQString(evidence.caption);
    if (const auto window = windowOf(evidence)) {
        request.window = window->window;
        request.kind = window->kind;
        request.filter = window->filter;
        return request;
    }
    const auto line = lineOf(evidence);
    const Source* source = line ? contents.source(line->sourceId) : nullptr;
    if (!source)
        return {};
    request.sourceId = line->sourceId;
    request.line = line->line;
    request.window = contents.range;
    if (source->first && source->last)
        request.window = {*source->first, *source->last + Nanoseconds(1)};
    return request;
}

namespace {

constexpr std::size_t longestHistory = 500;

}    // namespace

void ViewHistory::record(const ViewStep& step)
{
    m_forward.clear();
    if (!m_back.empty() && m_back.back() == step)
        return;
    m_back.push_back(step);
    if (m_back.size() > longestHistory)
        m_back.erase(m_back.begin());
}

std::optional<ViewStep> ViewHistory::back(const ViewStep& current)
{
    if (m_back.empty())
        return {};
    ViewStep step = std::move(m_back.back());
    m_back.pop_back();
    m_forward.push_back(current);
    return step;
}

std::optional<ViewStep> ViewHistory::forward(const ViewStep& current)
{
    if (m_forward.empty())
        return {};
    ViewStep step = std::move(m_forward.back());
    m_forward.pop_back();
    m_back.push_back(current);
    return step;
}

}    // namespace faultline
