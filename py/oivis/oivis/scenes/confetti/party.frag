/*{
  "name": "party",
  "about": "A bright paper sweep in two colours with soft spots of light and streamers of bunting: for something to celebrate.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.02,
  "params": {
    "hue": {"default": 0.93, "min": 0.0, "max": 1.0, "about": "of the paper, once round the colour circle from red"}
  }
}*/
const float party_turn = 6.28318;
const int party_flags = 3;

vec3 party_wheel(float hue) {
  return 0.5 + 0.5 * cos(party_turn * (hue - vec3(0.0, 0.3333, 0.6667)));
}

vec4 party(sampler2D image, vec2 uv) {
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  float fuzz = 1.2 / u_size.y;
  vec3 top = mix(vec3(0.98), party_wheel(party_hue), 0.42);
  vec3 low = mix(vec3(0.98), party_wheel(party_hue + 0.12), 0.55);
  vec3 rgb = mix(top, low, smoothstep(0.0, 1.0, at.y + 0.25 * at.x));
  rgb += 0.16 * exp(-3.5 * dot(at - vec2(-0.35, 0.25), at - vec2(-0.35, 0.25)));
  rgb -= 0.14 * smoothstep(0.45, 1.15, length(at - vec2(0.0, 0.45)));
  // Bunting: flags on strings that sag.
  for (int row = 0; row < party_flags; row++) {
    float line = float(row);
    float x = at.x + 0.31 * line;
    float span = 0.95 - 0.1 * line;
    float sag = pow(fract(x / span) * 2.0 - 1.0, 2.0);
    float hang = 0.155 + 0.085 * line - (0.075 + 0.012 * line) * sag;
    float wide = 0.062 + 0.010 * line;
    float place = x / wide;
    float flag = floor(place);
    float below = (at.y - hang) / (0.088 + 0.012 * line);
    float edge = 0.43 * (1.0 - below);
    float cover = step(0.0, below) * (1.0 - smoothstep(edge - fuzz / wide, edge + fuzz / wide, abs(fract(place) - 0.5)));
    vec3 cloth = mix(vec3(1.0), party_wheel(fract(flag * 0.217 + 0.1 * line)), 0.62);
    cloth *= 0.90 + 0.10 * below + 0.06 * sin(fract(place) * 9.0);
    float shadow = smoothstep(0.0, 0.25, below + 0.12) * (1.0 - smoothstep(edge, edge + 0.32, abs(fract(place - 0.12) - 0.5)));
    rgb *= 1.0 - 0.13 * shadow * step(below, 1.25);
    rgb = mix(rgb, cloth, cover);
    rgb = mix(rgb, vec3(0.96, 0.95, 0.93), 1.0 - smoothstep(0.0018, 0.0018 + 2.0 * fuzz, abs(at.y - hang)));
  }
  float grain = fract(52.9829189 * fract(dot(floor(uv * u_size), vec2(0.06711056, 0.00583715)))) - 0.5;
  return vec4(clamp(rgb + grain / 128.0, 0.0, 1.0), 1.0);
}
