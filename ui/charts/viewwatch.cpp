#include "ui/charts/viewwatch.h"

#include "ui/casesession.h"

namespace faultline {

namespace {

constexpr std::chrono::milliseconds calm{60};

}    // namespace

ViewWatch::ViewWatch(CaseSession& session, QObject* parent) : QObject(parent)
{
    m_calm.setSingleShot(true);
    m_calm.setInterval(calm);
    connect(&m_calm, &QTimer::timeout, this, &ViewWatch::viewSettled);
    connect(&session, &CaseSession::viewChanged, &m_calm, qOverload<>(&QTimer::start));
    connect(&session, &CaseSession::filterChanged, this, &ViewWatch::valuesChanged);
    connect(&session, &CaseSession::windowTimeChanged, this, &ViewWatch::valuesChanged);
    connect(&session, &CaseSession::contentsChanged, this, &ViewWatch::valuesChanged);
    connect(&session, &CaseSession::zoneChanged, this, [this, &session] {
        if (session.filterText().find("time") != std::string::npos)    // bare times are of the display's zone
            emit valuesChanged();
    });
}

}    // namespace faultline
