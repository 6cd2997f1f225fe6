-- What wrk sends; the environment says what:
--   SEND        get, gzip, put-changed, put-same, batch-changed, batch-same, eureka or etcd
--   INSTANCES   how many instances are written in turn
--   IF_NONE_MATCH, LEASES   a tag for get; a file of lease numbers for etcd
-- Prints one line at the end: answers, microseconds, answers that are errors.

local send = os.getenv("SEND") or "get"
local instances = tonumber(os.getenv("INSTANCES") or "100")
local BATCH_LINES = 1000
local BATCH_VARIANTS = 16 -- more than connections a thread has, so that each batch differs from the one before

local threads = 0
function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

-- About 100 bytes; the counter has ten digits for the next three thousand million requests.
local FIRST = 1000000000
local function head(i)
    return string.format('{"host":"10.0.%d.%d","port":8080,"zone":"eu-west-1","version":"1.4.2","count":', i / 256, i % 256)
end
local function instance(i, count)
    return head(i) .. string.format("%d", count) .. "}"
end

local function batch(service, count)
    local lines = {}
    for i = 0, BATCH_LINES - 1 do
        lines[#lines + 1] = string.format('{"service":"%s","id":"i-%d","instance":%s}', service, i, instance(i, count))
    end
    return wrk.format("POST", "/_batch", {["Content-Type"] = "application/x-ndjson"}, table.concat(lines, "\n") .. "\n")
end

local prepared = {}
local last = 0
local function next_prepared()
    last = last % #prepared + 1
    return prepared[last]
end

local makers = {
    ["get"] = function()
        wrk.headers["If-None-Match"] = os.getenv("IF_NONE_MATCH")
        wrk.headers["Accept"] = "application/json"
    end,
    ["gzip"] = function()
        wrk.headers["Accept-Encoding"] = "gzip"
        wrk.headers["Accept"] = "application/json"
    end,
    ["put-same"] = function()
        for i = 0, instances - 1 do
            prepared[i + 1] = wrk.format("PUT", wrk.path .. "/i-" .. i, nil, instance(i, FIRST))
        end
        request = next_prepared
    end,
    ["put-changed"] = function()
        for i = 0, instances - 1 do
            local whole = wrk.format("PUT", wrk.path .. "/i-" .. i, nil, instance(i, FIRST))
            prepared[i + 1] = string.sub(whole, 1, -12)
        end
        local count = FIRST + number * 500000000 + (tonumber(os.getenv("ROUND") or "0") * 10000000)
        request = function()
            count = count + 1
            return next_prepared() .. count .. "}"
        end
    end,
    ["batch-same"] = function()
        prepared[1] = batch("batch-" .. number, FIRST)
        request = next_prepared
    end,
    ["batch-changed"] = function()
        for i = 1, BATCH_VARIANTS do
            prepared[i] = batch("batch-" .. number, FIRST + i)
        end
        request = next_prepared
    end,
    ["eureka"] = function()
        for i = 0, instances - 1 do
            prepared[i + 1] = wrk.format("PUT", wrk.path .. "/i-" .. i .. "?status=UP")
        end
        request = next_prepared
    end,
    ["etcd"] = function()
        for lease in io.lines(os.getenv("LEASES")) do
            prepared[#prepared + 1] = wrk.format("POST", wrk.path, nil, '{"ID":"' .. lease .. '"}')
        end
        request = next_prepared
    end,
}

function init(args)
    makers[send]()
end

function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration,
        e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(99)))
end
