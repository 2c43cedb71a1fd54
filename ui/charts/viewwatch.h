#pragma once

#include <QObject>
#include <QTimer>

namespace faultline {

class CaseSession;

/// Tells data that is made for the visible range when to look again.
class ViewWatch : public QObject {
    Q_OBJECT

public:
    ViewWatch(CaseSession& session, QObject* parent);

signals:
    void valuesChanged();    ///< of filter, request time or contents: everything is stale
    void viewSettled();      ///< the view has not moved for a moment

private:
    QTimer m_calm;
};

}    // namespace faultline
