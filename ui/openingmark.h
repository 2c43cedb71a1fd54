#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace faultline {

class TaskRunner;

/// Remembers on disk that a case is being opened, until everything it shows at first has been read. Where a program died in
/// between, the next one knows: it opens the case without what was looked at in it.
class OpeningMark : public QObject {
    Q_OBJECT

public:
    OpeningMark(const TaskRunner& tasks, QString profile, QObject* parent);
    ~OpeningMark() override;

    void begin(const QString& casePath);
    void end();
    bool diedLastTime() const { return m_diedLastTime; }    ///< with the case of the last begin()

private:
    void endWhenIdle();

    const TaskRunner& m_tasks;
    QString m_profile;
    QString m_path;
    QTimer m_calm;
    bool m_diedLastTime = false;
};

}    // namespace faultline
